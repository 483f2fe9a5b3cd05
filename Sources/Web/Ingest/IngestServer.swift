import Events
import HTTPKit
import Hummingbird
import Identity
import Logging
import Producing

/// The HTTP producer: accepts events of services by POST and answers 202 only when the broker has acknowledged all.
package struct IngestServer<Sink: EventSink>: Sendable {
    private let sink: Sink
    private let verifier: any TokenVerifier
    private let security: SecurityLog?
    private let interface: InterfaceDocument?
    private let configuration: @Sendable () -> IngestConfiguration
    private let health: @Sendable (inout JSONWriter) -> Void
    private let logger: Logger
    private let readiness: @Sendable () async -> Readiness
    private let arrivals = Arrivals()

    /// - Parameters:
    ///   - security: where it is noted who was refused.
    ///   - interface: what `/openapi.yaml` serves.
    ///   - configuration: asked at every request, except for the address and what connections may cost.
    ///   - health: writes further members of `GET /healthz`.
    ///   - readiness: asked by `GET /readyz`.
    package init(
        sink: Sink, verifier: some TokenVerifier, security: SecurityLog? = nil, interface: InterfaceDocument? = nil,
        configuration: @escaping @Sendable () -> IngestConfiguration = { IngestConfiguration() },
        logger: Logger, health: @escaping @Sendable (inout JSONWriter) -> Void = { _ in },
        readiness: @escaping @Sendable () async -> Readiness = { .ready }
    ) {
        self.sink = sink
        self.verifier = verifier
        self.security = security
        self.interface = interface
        self.configuration = configuration
        self.logger = logger
        self.health = health
        self.readiness = readiness
    }

    /// A service that serves until its graceful shutdown, which lets open requests finish.
    ///
    /// - Parameter onRunning: called with the port in use once connections are accepted.
    package func buildApplication(
        onRunning: @escaping @Sendable (Int) async -> Void = { _ in }
    ) -> some ApplicationProtocol {
        let (configuration, logger) = (configuration(), logger)
        return Application(
            responder: buildRouter().framed(by: configuration.connections),
            server: configuration.connections.server,
            configuration: ApplicationConfiguration(
                address: .hostname(configuration.host, port: configuration.port), serverName: "pulsehub",
                availableConnectionsDelegate: configuration.connections.accepting()),
            onServerRunning: { channel in
                let port = channel.localAddress?.port ?? 0
                logger.notice("ingest listens", metadata: ["host": "\(configuration.host)", "port": "\(port)"])
                await onRunning(port)
            },
            logger: logger)
    }

    /// The routes by themselves. Who may send events may send anybody's, so only services may.
    package func buildRouter() -> Router<CallerContext> {
        let router = Router(context: CallerContext.self)
        router.addHealth(health: health, readiness: readiness)
        router.addInterface(interface)
        let configuration = configuration
        let services = router.admitting(
            Admission(
                verifier, roles: [.service], places: ConcurrencyLimit { configuration().concurrentRequests },
                rates: RateLimit { _ in configuration().rate }, watch: security.map { SecurityWatch($0) }))
        services.post("/api/v1/events") { request, _ in try await acceptEvents(request) }
        services.post("/ingest/hrv") { request, _ in try await acceptRecord(.hrv, request) }
        services.post("/ingest/sleep") { request, _ in try await acceptRecord(.sleep, request) }
        router.refuseTheRest()
        return router
    }

    private func acceptEvents(_ request: Request) async throws -> Response {
        let configuration = configuration()
        let form = try EventForm(request)
        let body =
            form == .batch
            ? try await request.body(bytesMax: configuration.bodyBytesMax)
            : try await request.body(bytesMax: form.bytesMax, tooLargeAdvice: Rejection.adviceOnLongRecordings)
        let events = try form.events(in: body, request, eventsMax: configuration.batchEventsMax)
        return try await deliver(events, configuration)
    }

    private func acceptRecord(_ kind: SimpleRecord, _ request: Request) async throws -> Response {
        guard request.mediaType == "application/json" else {
            throw Problem.unsupportedMediaType(accepted: ["application/json"])
        }
        let body = try await request.body(bytesMax: SimpleRecord.bytesMax)
        return try await deliver([try kind.event(from: body, arrivals)], configuration())
    }

    private func deliver(
        _ events: [OutgoingEvent], _ configuration: IngestConfiguration
    ) async throws(Problem) -> Response {
        try await EventDelivery(sink: sink, configuration: configuration).deliver(events)
        return .json(status: .accepted) { json in
            json.beginObject()
            json.key("accepted")
            json.integer(events.count)
            json.key("ids")
            json.beginArray()
            for event in events { json.string(event.id) }
            json.endArray()
            RequestWarnings(events).write(to: &json)
            json.endObject()
        }
    }
}

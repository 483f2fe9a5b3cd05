import Events
import HTTPKit
import Hummingbird
import Logging

/// The HTTP producer: accepts events by POST and answers 202 only when the broker has acknowledged all of them.
public struct IngestServer<Sink: EventSink>: Sendable {
    private let sink: Sink
    private let configuration: @Sendable () -> IngestConfiguration
    private let health: @Sendable (inout JSONWriter) -> Void
    private let logger: Logger
    private let readiness: @Sendable () async -> Readiness

    /// - Parameters:
    ///   - configuration: asked at every request, except for the address.
    ///   - health: writes further members of `GET /healthz`.
    ///   - readiness: asked by `GET /readyz`.
    public init(
        sink: Sink, configuration: @escaping @Sendable () -> IngestConfiguration = { IngestConfiguration() },
        logger: Logger, health: @escaping @Sendable (inout JSONWriter) -> Void = { _ in },
        readiness: @escaping @Sendable () async -> Readiness = { .ready }
    ) {
        self.sink = sink
        self.configuration = configuration
        self.logger = logger
        self.health = health
        self.readiness = readiness
    }

    /// A service that serves until its graceful shutdown, which lets open requests finish.
    ///
    /// - Parameter onRunning: called with the port in use once connections are accepted.
    public func buildApplication(
        onRunning: @escaping @Sendable (Int) async -> Void = { _ in }
    ) -> some ApplicationProtocol {
        let configuration = configuration()
        return Application(
            responder: buildRouter(context: BasicRequestContext.self).buildResponder(),
            configuration: ApplicationConfiguration(
                address: .hostname(configuration.host, port: configuration.port), serverName: "pulsehub"),
            onServerRunning: { await onRunning($0.localAddress?.port ?? 0) },
            logger: logger)
    }

    /// The routes by themselves.
    public func buildRouter<Context: RequestContext>(context: Context.Type) -> Router<Context> {
        let router = Router(context: context)
        router.add(middleware: ProblemMiddleware())
        router.addHealth(health: health, readiness: readiness)
        router.post("/api/v1/events") { request, _ in try await acceptEvents(request) }
        router.post("/ingest/hrv") { request, _ in try await acceptRecord(.hrv, request) }
        router.post("/ingest/sleep") { request, _ in try await acceptRecord(.sleep, request) }
        router.refuseOtherMethods()
        return router
    }

    private func acceptEvents(_ request: Request) async throws -> Response {
        let configuration = configuration()
        let form = try EventForm(request)
        let body = try await request.body(
            bytesMax: form == .batch ? configuration.bodyBytesMax : form.bytesMax)
        let events = try form.events(in: body, request, eventsMax: configuration.batchEventsMax)
        return try await deliver(events, configuration)
    }

    private func acceptRecord(_ kind: SimpleRecord, _ request: Request) async throws -> Response {
        guard request.mediaType == "application/json" else {
            throw Problem.unsupportedMediaType(accepted: ["application/json"])
        }
        let body = try await request.body(bytesMax: SimpleRecord.bytesMax)
        return try await deliver([try kind.event(from: body)], configuration())
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
            json.endObject()
        }
    }
}

import Access
import EventCodec
import Events
import HTTPKit
import Hummingbird
import HummingbirdCore
import Identity
import Logging
import Profiles
import Redis
import Updates

/// The profile API: passes the bytes of live profiles on, and computes the readiness of any date.
package struct ProfileServer: Sendable {
    /// Scores under the commit of this moment; taken once for a request.
    let terms: @Sendable () -> WellnessProfile.Terms
    let now: @Sendable () -> Instant
    let store: FallbackProfileStore
    let export: any PersonExport
    let parsers: JSONParserPool
    private let finished: FinishedScores
    let verifier: any TokenVerifier
    let access: Access
    let expensive: ExpensiveReads
    let erasure: PersonErasure?
    let security: SecurityLog?
    private let interface: InterfaceDocument?
    let live: LiveUpdates
    let configuration: ProfileServerConfiguration
    private let logger: Logger

    /// - Parameters:
    ///   - changes: the Redis that changes are published on; nil for streams that tell only the first states.
    ///   - erasure: how people are erased; without it there is no such route.
    ///   - security: where it is noted who was refused, and who changed what.
    ///   - interface: what `/openapi.yaml` serves.
    ///   - terms: what scores are computed under, asked once per request; their commit is the one that `/healthz` tells.
    ///   - now: the clock by which "today" is told.
    package init(
        store: FallbackProfileStore, changes: RedisConfiguration? = nil, export: some PersonExport,
        verifier: some TokenVerifier, access: Access,
        erasure: PersonErasure? = nil, security: SecurityLog? = nil, interface: InterfaceDocument? = nil,
        configuration: ProfileServerConfiguration = ProfileServerConfiguration(),
        terms: @escaping @Sendable () -> WellnessProfile.Terms, now: @escaping @Sendable () -> Instant, logger: Logger
    ) {
        self.verifier = verifier
        self.access = access
        self.erasure = erasure
        self.security = security
        self.interface = interface
        self.terms = terms
        self.now = now
        self.store = store
        parsers = JSONParserPool(capacity: 1 << 20)
        finished = FinishedScores(parsers: parsers)
        self.export = export
        expensive = ExpensiveReads(configuration.expensive)
        self.configuration = configuration
        self.logger = logger
        live = LiveUpdates(
            source: LiveProfileSource(store: store, parsers: parsers), rules: LiveRules(access), redis: changes,
            configuration: configuration.live, trusts: { verifier.trusts($0) }, wall: now, logger: logger)
    }

    /// A service that serves until its graceful shutdown, which lets open requests finish and ends live streams.
    ///
    /// - Parameter onRunning: called with the port in use once connections are accepted.
    package func buildApplication(
        onRunning: @escaping @Sendable (Int) async -> Void = { _ in }
    ) -> some ApplicationProtocol {
        let (host, logger) = (configuration.host, logger)
        return Application(
            responder: buildRouter().framed(by: configuration.connections),
            server: configuration.connections.server,
            configuration: ApplicationConfiguration(
                address: .hostname(host, port: configuration.port), serverName: "pulsehub",
                availableConnectionsDelegate: configuration.connections.accepting(
                    besides: configuration.live.streamsMax)),
            services: [live],
            onServerRunning: { channel in
                let port = channel.localAddress?.port ?? 0
                logger.notice("profile API listens", metadata: ["host": "\(host)", "port": "\(port)"])
                await onRunning(port)
            },
            logger: logger)
    }

    /// The routes by themselves.
    package func buildRouter() -> Router<CallerContext> {
        let router = Router(context: CallerContext.self)
        router.read("/healthz") { _, _ in HealthDocument.json(configCommit: terms().configCommit) }
        router.read("/readyz") { _, _ in try await HealthDocument.json(answering: store.answering()) }
        router.addInterface(interface)
        let rates = RateLimit(rate: configuration.rate)
        let places = ConcurrencyLimit(configuration.concurrentRequests)
        let watch = security.map { SecurityWatch($0, change: Self.change) }
        let api = router.admitting(Admission(verifier, places: places, rates: rates, watch: watch)).group("/api/v1")
        addProfiles(to: api)
        addReadiness(to: api)
        addSummaries(to: api)
        addExport(to: api)
        addErasure(to: api)
        addTeams(to: api)
        addMembers(to: api)
        addTeamReadiness(to: api)
        addConsents(to: api)
        addAlerts(to: api)
        addAudit(to: api)
        live.addServerSentEvents(to: api)
        live.addWebSocket(
            to: router.group("/api/v1/ws").add(middleware: WebSocketRequests())
                .admitting(Admission(verifier, rates: rates, watch: watch)).group())
        router.refuseTheRest()
        return router
    }

    /// Computes scores under these terms.
    func readiness(_ terms: WellnessProfile.Terms) -> ReadinessReader {
        ReadinessReader(store: store, terms: terms, now: now)
    }

    /// Tells scores of today under these terms.
    func today(_ terms: WellnessProfile.Terms) -> TodayReader {
        TodayReader(readiness: readiness(terms), store: store, now: now, finished: finished)
    }

    /// When a request that begins now must have its answer.
    var deadline: Deadline { store.deadline }

    /// What the stores have, as an answer over HTTP: absence is a 404.
    static func found<Value>(_ value: Value?) throws(Problem) -> Value {
        guard let value else { throw Problem.notFound("nothing is known of this user") }
        return value
    }
}

import Events
import HTTPKit
import Hummingbird
import HummingbirdCore
import Logging
import Profiles

/// The profile API: passes the bytes of live profiles on, and computes the readiness of any date.
public struct ProfileServer: Sendable {
    private let terms: @Sendable () -> WellnessProfile.Terms
    private let now: @Sendable () -> Instant
    private let store: FallbackProfileStore
    private let configuration: ProfileServerConfiguration
    private let logger: Logger

    /// - Parameters:
    ///   - terms: what scores are computed under, asked once per request; their commit is the one that `/healthz` tells.
    ///   - now: the clock by which "today" is told.
    /// - Throws: ``NotLoopback`` for a host that others can reach, until the API knows whom it talks to.
    public init(
        store: FallbackProfileStore, configuration: ProfileServerConfiguration = ProfileServerConfiguration(),
        terms: @escaping @Sendable () -> WellnessProfile.Terms, now: @escaping @Sendable () -> Instant, logger: Logger
    ) throws(NotLoopback) {
        guard configuration.isLoopback else { throw NotLoopback(host: configuration.host) }
        self.terms = terms
        self.now = now
        self.store = store
        self.configuration = configuration
        self.logger = logger
    }

    /// A service that serves until its graceful shutdown, which lets open requests finish.
    ///
    /// - Parameter onRunning: called with the port in use once connections are accepted.
    public func buildApplication(
        onRunning: @escaping @Sendable (Int) async -> Void = { _ in }
    ) -> some ApplicationProtocol {
        let (host, logger) = (configuration.host, logger)
        return Application(
            responder: buildRouter(context: BasicRequestContext.self).buildResponder(),
            server: .http1(configuration: .init(idleTimeout: .seconds(75))),
            configuration: ApplicationConfiguration(
                address: .hostname(host, port: configuration.port), serverName: "pulsehub",
                availableConnectionsDelegate: MaximumAvailableConnections(configuration.connectionsMax)),
            onServerRunning: { channel in
                let port = channel.localAddress?.port ?? 0
                logger.notice(
                    "profile API listens on loopback only, since it does not authenticate its callers",
                    metadata: ["host": "\(host)", "port": "\(port)"])
                await onRunning(port)
            },
            logger: logger)
    }

    /// The routes by themselves.
    public func buildRouter<Context: RequestContext>(context: Context.Type) -> Router<Context> {
        let router = Router(context: context)
        router.add(middleware: HeadMiddleware())
        router.add(middleware: ProblemMiddleware())
        router.read("/healthz") { _, _ in HealthDocument.json(configCommit: terms().configCommit) }
        router.read("/readyz") { _, _ in try await HealthDocument.json(answering: store.answering()) }
        router.read("/api/v1/profiles/:userId") { request, context in
            let user = try UserID(pathSegment: context.parameters.require("userId"))
            let end = deadline
            let answer = try await found { () async throws(FallbackProfileStore.Unavailable) in
                try await store.read(ProfilePart.allCases, of: user, until: end)
            }
            return .document(ProfileDocument.json(of: user, answer.value), from: answer.source, to: request)
        }
        addReadiness(to: router)
        router.refuseOtherMethods()
        return router
    }

    /// Scores under the commit of this moment; taken once for a request.
    var readiness: ReadinessReader { ReadinessReader(store: store, terms: terms(), now: now) }

    /// When a request that begins now must have its answer.
    var deadline: Deadline { store.deadline }

    /// What the stores have, as an answer over HTTP: absence is a 404, and not to know is a 503.
    func found<Value>(
        _ read: () async throws(FallbackProfileStore.Unavailable) -> Value?
    ) async throws(Problem) -> Value {
        do throws(FallbackProfileStore.Unavailable) {
            if let value = try await read() { return value }
        } catch {
            logger.debug("request failed", metadata: ["error": "\(error)"])
            throw Problem.unavailable("no store that can tell answers now")
        }
        throw Problem.notFound("nothing is known of this user")
    }
}

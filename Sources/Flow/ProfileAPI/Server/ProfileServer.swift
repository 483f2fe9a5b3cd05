import HTTPKit
import Hummingbird
import HummingbirdCore
import Logging

/// The profile API: reads live profiles and passes their bytes on.
public struct ProfileServer: Sendable {
    private let store: FallbackProfileStore
    private let configuration: ProfileServerConfiguration
    private let configCommit: @Sendable () -> String?
    private let logger: Logger

    /// - Parameter configCommit: the Git commit of the settings in use; asked at every `/healthz`.
    /// - Throws: ``NotLoopback`` for a host that others can reach, until the API knows whom it talks to.
    public init(
        store: FallbackProfileStore, configuration: ProfileServerConfiguration = ProfileServerConfiguration(),
        logger: Logger, configCommit: @escaping @Sendable () -> String? = { nil }
    ) throws(NotLoopback) {
        guard configuration.isLoopback else { throw NotLoopback(host: configuration.host) }
        self.store = store
        self.configuration = configuration
        self.configCommit = configCommit
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
        router.read("/healthz") { _, _ in HealthDocument.json(configCommit: configCommit()) }
        router.read("/readyz") { _, _ in try await HealthDocument.json(answering: store.answering()) }
        router.read("/api/v1/profiles/:userId") { request, context in
            let user = try UserID(pathSegment: context.parameters.require("userId"))
            let answer = try await find(ProfilePart.allCases, of: user)
            return .document(ProfileDocument.json(of: user, answer.parts), from: answer.source, to: request)
        }
        router.read("/api/v1/readiness/:userId") { request, context in
            let user = try UserID(pathSegment: context.parameters.require("userId"))
            let answer = try await find([.readiness], of: user)
            guard let document = answer.parts[.readiness] else { throw Problem.notFound("this user has no readiness") }
            return .document(document, from: answer.source, to: request)
        }
        router.refuseOtherMethods()
        return router
    }

    private func find(_ parts: [ProfilePart], of user: UserID) async throws(Problem) -> FallbackProfileStore.Answer {
        do throws(FallbackProfileStore.Unavailable) {
            if let answer = try await store.read(parts, of: user) { return answer }
        } catch {
            logger.debug("request failed", metadata: ["error": "\(error)"])
            throw Problem.unavailable("neither Redis nor PostgreSQL can answer now")
        }
        throw Problem.notFound("nothing is known of this user")
    }
}

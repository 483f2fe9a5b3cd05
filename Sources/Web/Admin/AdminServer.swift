import Events
import HTTPKit
import Hummingbird
import Logging
import NIOCore

/// What operators ask of a process: health, metrics, and to look for a new configuration at once.
package struct AdminServer: Sendable {
    /// What the process tells about itself.
    package struct Sources: Sendable {
        /// The body of `/healthz`.
        package var health: @Sendable (inout JSONWriter) -> Void
        /// Whether the process can do its work; quick, and never waiting for what is down.
        package var readiness: @Sendable () async -> Readiness
        /// The body of `/metrics`.
        package var metrics: @Sendable () async -> String
        /// The secrets in force; nil for those that are not set.
        package var secrets: @Sendable () -> (token: String?, webhook: String?)
        /// Looks for a new commit and answers what became of it, as one JSON value.
        package var refresh: @Sendable () async -> [UInt8]
        /// Is told of a refused call, why, and the address that it came from.
        package var refused: @Sendable (_ why: String, _ address: String?) -> Void

        /// All of them.
        package init(
            health: @escaping @Sendable (inout JSONWriter) -> Void,
            readiness: @escaping @Sendable () async -> Readiness,
            metrics: @escaping @Sendable () async -> String,
            secrets: @escaping @Sendable () -> (token: String?, webhook: String?),
            refresh: @escaping @Sendable () async -> [UInt8],
            refused: @escaping @Sendable (_ why: String, _ address: String?) -> Void = { _, _ in }
        ) {
            self.health = health
            self.readiness = readiness
            self.metrics = metrics
            self.secrets = secrets
            self.refresh = refresh
            self.refused = refused
        }
    }

    /// Git hosts send a push with its commits; the body is only needed for its signature.
    private static let bodyBytesMax = 1 << 20

    private let host: String
    private let port: Int
    private let sources: Sources
    private let logger: Logger

    /// - Parameter port: 0 lets the system choose; the log tells which.
    package init(host: String, port: Int, sources: Sources, logger: Logger) {
        self.host = host
        self.port = port
        self.sources = sources
        self.logger = logger
    }

    /// A service that serves until its graceful shutdown.
    package func buildApplication(
        onRunning: @escaping @Sendable (Int) async -> Void = { _ in }
    ) -> some ApplicationProtocol {
        let (host, logger) = (host, logger)
        let limits = ConnectionLimits()
        var quiet = logger
        quiet.logLevel = .warning
        return Application(
            responder: buildRouter(context: ConnectionContext.self).framed(by: limits), server: limits.server,
            configuration: ApplicationConfiguration(
                address: .hostname(host, port: port), serverName: "pulsehub",
                availableConnectionsDelegate: limits.accepting()),
            onServerRunning: { channel in
                let port = channel.localAddress?.port ?? 0
                logger.info("admin listens", metadata: ["host": "\(host)", "port": "\(port)"])
                await onRunning(port)
            },
            logger: quiet)
    }

    /// The routes by themselves.
    package func buildRouter<Context: RequestContext>(context: Context.Type) -> Router<Context> {
        let router = Router(context: context)
        let sources = sources
        router.addHealth(health: sources.health, readiness: sources.readiness)
        router.get("/metrics") { _, _ in
            Response(
                status: .ok, headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
                body: ResponseBody(byteBuffer: ByteBuffer(string: await sources.metrics())))
        }
        router.post("/admin/refresh") { request, context -> Response in
            let body = try await request.body(bytesMax: Self.bodyBytesMax)
            let secrets = sources.secrets()
            do throws(Problem) {
                try RefreshAuthorization(token: secrets.token, webhookSecret: secrets.webhook)
                    .check(request.headers, body: body)
            } catch {
                let address = (context as? any RemoteAddressRequestContext)?.remoteAddress?.ipAddress
                sources.refused(error.detail ?? error.title, address)
                throw error
            }
            return .json(await sources.refresh())
        }
        router.refuseTheRest()
        return router
    }
}

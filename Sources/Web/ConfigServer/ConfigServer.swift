import Events
import HTTPKit
import Hummingbird
import Logging
import Settings

/// Serves the configuration repository to other applications as Spring Cloud Config does.
package struct ConfigServer: Sendable {
    private let source: GitSource
    private let cache: SnapshotCache
    private let logger: Logger

    /// - Parameter maxAge: how long an answer may lag behind the repository.
    package init(_ source: GitSource, maxAge: Duration = .seconds(10), logger: Logger) {
        self.source = source
        self.logger = logger
        cache = SnapshotCache(source, maxAge: maxAge)
    }

    /// A service that serves until its graceful shutdown.
    package func buildApplication(
        host: String, port: Int, onRunning: @escaping @Sendable (Int) async -> Void = { _ in }
    ) -> some ApplicationProtocol {
        let limits = ConnectionLimits()
        return Application(
            responder: buildRouter(context: ConnectionContext.self).framed(by: limits), server: limits.server,
            configuration: ApplicationConfiguration(
                address: .hostname(host, port: port), serverName: "pulsehub",
                availableConnectionsDelegate: limits.accepting()),
            onServerRunning: { await onRunning($0.localAddress?.port ?? 0) },
            logger: logger)
    }

    /// The routes by themselves.
    package func buildRouter<Context: RequestContext>(context: Context.Type) -> Router<Context> {
        let router = Router(context: context)
        router.addHealth { .ready }
        router.get("/:application/:profiles") { _, context in
            try await environment(Self.segment("application", context), Self.segment("profiles", context), source.ref)
        }
        router.get("/:application/:profiles/:label") { _, context in
            // Spring's way of writing a slash inside a path segment.
            let label = try Self.segment("label", context).replacing("(_)", with: "/")
            return try await environment(
                Self.segment("application", context), Self.segment("profiles", context), label)
        }
        router.refuseTheRest()
        return router
    }

    private static func segment(_ name: String, _ context: some RequestContext) throws -> String {
        guard let text = PercentEncoding.decode(try context.parameters.require(name)[...]) else {
            throw Problem.badRequest("\(name) is not percent-encoded UTF-8")
        }
        return text
    }

    private func environment(_ application: String, _ profiles: String, _ label: String) async throws -> Response {
        let profiles = profiles.split(separator: ",").map(String.init)
        guard ([application] + profiles).allSatisfy(Self.isName), !profiles.isEmpty, profiles.count <= 16 else {
            throw Problem.badRequest(
                "an application and its profiles are letters, digits, dashes, dots and underscores")
        }
        let snapshot = try await read(label, SpringEnvironment.others(of: application, profiles))
        let environment = SpringEnvironment(
            snapshot, application: application, profiles: profiles, label: label, location: source.shownURL)
        return .json(Array(environment.json.text().utf8))
    }

    private func read(_ label: String, _ others: [String]) async throws -> GitSource.Snapshot {
        do {
            return try await cache.snapshot(label, others: others)
        } catch let error as GitError {
            switch error {
            case .unknownRef, .unsafeRef: throw Problem.notFound("there is no label \(label)")
            case .ambiguousRef: throw Problem.badRequest("\(error); in a path a slash of a label is (_)")
            default:
                logger.error("the configuration cannot be read", metadata: ["error": "\(error)"])
                throw Problem.unavailable("the configuration repository cannot be read now")
            }
        } catch is SnapshotCache.Busy {
            throw Problem.unavailable("as many labels are being looked at as may be at once")
        } catch let invalid as SnapshotCache.Invalid {
            logger.error(
                "the commit is not valid",
                metadata: [
                    "commit": "\(invalid.commit)", "problems": .array(invalid.problems.prefix(20).map { "\($0)" }),
                ])
            throw Problem.unavailable("commit \(invalid.commit.prefix(12)) is not valid; see pulsehub config check")
        }
    }

    private static func isName(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 128 && !text.contains("..")
            && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) }
    }
}

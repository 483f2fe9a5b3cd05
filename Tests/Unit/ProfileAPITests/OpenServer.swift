import AccessFakes
import HTTPKit
import Hummingbird
import HummingbirdTesting
import Ingest
import Logging
import Testing

@testable import ProfileAPI

/// A server that the world may reach, on a port of its own.
enum OpenServer: CaseIterable {
    case profileAPI, ingest

    /// Serves while the body runs, which is given the port.
    func run(
        _ connections: ConnectionLimits = ConnectionLimits(), _ body: @escaping @Sendable (Int) async throws -> Void
    ) async throws {
        switch self {
        case .profileAPI:
            try await withServer(connections: connections) { client in try await body(#require(client.port)) }
        case .ingest:
            var configuration = IngestConfiguration()
            configuration.port = 0
            configuration.connections = connections
            let fixed = configuration
            let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            let server = IngestServer(
                sink: DeafSink(), verifier: FakeVerifier(), configuration: { fixed }, logger: logger)
            try await server.buildApplication().test(.live) { client in try await body(#require(client.port)) }
        }
    }
}

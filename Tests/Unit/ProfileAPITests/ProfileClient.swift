import Access
import AccessFakes
import Events
import HTTPKit
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Identity
import Logging

@testable import ProfileAPI

/// Runs the whole server on a free port, so that what is checked went over the wire.
func withServer(
    redis: FakeProfileStore = FakeProfileStore(), postgres: FakeProfileStore = FakeProfileStore(),
    export: FakeExport = FakeExport(), access: Access = Access(), erasure: PersonErasure? = nil,
    security: SecurityLog? = nil,
    connections: ConnectionLimits = ConnectionLimits(), now: Instant = "2026-11-20T12:00:00Z",
    _ body: @escaping @Sendable (any TestClientProtocol) async throws -> Void
) async throws {
    var configuration = ProfileServerConfiguration()
    configuration.port = 0
    configuration.connections = connections
    let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    let server = ProfileServer(
        store: FallbackProfileStore(redis: redis, postgres: postgres, logger: logger), export: export,
        verifier: FakeVerifier(), access: access, erasure: erasure, security: security, configuration: configuration,
        terms: { Athlete.terms }, now: { now }, logger: logger)
    try await server.buildApplication().test(.live, body)
}

extension TestClientProtocol {
    func get(_ path: String, ifNoneMatch: String? = nil, token: String = "backend:service") async throws -> TestResponse
    {
        try await request(path, .get, ifNoneMatch: ifNoneMatch, token: token)
    }

    func request(
        _ path: String, _ method: HTTPRequest.Method, ifNoneMatch: String? = nil, token: String = "backend:service"
    ) async throws -> TestResponse {
        var headers = HTTPFields()
        headers[.ifNoneMatch] = ifNoneMatch
        headers[.authorization] = "Bearer \(token)"
        return try await executeRequest(uri: path, method: method, headers: headers, body: nil)
    }
}

extension TestResponse {
    var text: String { String(decoding: body.readableBytesView, as: UTF8.self) }
    var source: String? { headers[.pulsehubSource] }
    var configCommit: String? { headers[.pulsehubConfigCommit] }
    var contentType: String? { headers[.contentType] }
}

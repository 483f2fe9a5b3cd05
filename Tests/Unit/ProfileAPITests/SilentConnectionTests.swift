import HTTPKit
import TestSupport
import Testing

@testable import ProfileAPI

@Suite("A connection on which nothing more comes")
struct SilentConnectionTests {
    /// Long enough that a busy machine sends a request within it.
    private static let idleTimeout = Duration.seconds(3)

    private static var connections: ConnectionLimits {
        var connections = ConnectionLimits()
        connections.idleTimeout = idleTimeout
        return connections
    }

    @Test("is closed without an answer after the idle timeout, if a header was begun", arguments: OpenServer.allCases)
    func halfHeader(server: OpenServer) async throws {
        try await server.run(Self.connections) { port in
            let start = ContinuousClock.now
            let client = try await RawClient.connect(port: port)
            try await client.send("GET /healthz HTTP/1.1\r\nHost: local")
            try await client.waitForClose()
            #expect(ContinuousClock.now - start >= Self.idleTimeout)
            #expect(client.text == "")
        }
    }

    @Test("is closed just so if the header comes byte by byte and never ends", arguments: OpenServer.allCases)
    func slowHeader(server: OpenServer) async throws {
        try await server.run(Self.connections) { port in
            let start = ContinuousClock.now
            let client = try await RawClient.connect(port: port)
            try await client.send("GET /healthz HTTP/1.1\r\nX-Slow: ")
            while !client.isClosed, ContinuousClock.now - start < .seconds(20) {
                // Fails once the server has closed.
                try? await client.send("a")
                try await Task.sleep(for: Self.idleTimeout / 100)
            }
            #expect(client.isClosed && client.text == "")
        }
    }

    @Test("is closed if a body was begun", arguments: OpenServer.allCases)
    func halfBody(server: OpenServer) async throws {
        try await server.run(Self.connections) { port in
            let client = try await RawClient.connect(port: port)
            let (method, path, token) =
                switch server {
                case .profileAPI: ("PUT", "/api/v1/alerts", "ana:athlete")
                case .ingest: ("POST", "/api/v1/events", "backend:service")
                }
            try await client.send(
                """
                \(method) \(path) HTTP/1.1\r\nHost: local\r\nAuthorization: Bearer \(token)\r\n\
                Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{"half
                """)
            try await client.waitForClose()
        }
    }

    @Test("is closed after the idle timeout, once it has had its answers", arguments: OpenServer.allCases)
    func keptAlive(server: OpenServer) async throws {
        try await server.run(Self.connections) { port in
            let client = try await RawClient.connect(port: port)
            var start = ContinuousClock.now
            for count in 1...2 {
                start = .now
                try await client.send("GET /healthz HTTP/1.1\r\nHost: local\r\n\r\n")
                try await client.wait(for: "200 OK", count: count)
            }
            try await client.waitForClose()
            #expect(ContinuousClock.now - start >= Self.idleTimeout)
        }
    }
}

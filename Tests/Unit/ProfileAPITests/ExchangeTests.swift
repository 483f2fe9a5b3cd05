import AccessFakes
import HTTPKit
import Hummingbird
import HummingbirdTesting
import Logging
import TestSupport
import Testing

@testable import ProfileAPI

@Suite("What one exchange may cost")
struct ExchangeTests {
    @Test("a request names its host once, unless it is of HTTP/1.0", arguments: OpenServer.allCases)
    func hosts(server: OpenServer) async throws {
        try await server.run { port in
            for (head, status) in [
                ("GET /healthz HTTP/1.1\r\n\r\n", "400"),
                ("GET /healthz HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", "400"),
                ("GET /healthz HTTP/1.1\r\nHOST: a\r\nhost: b\r\n\r\n", "400"),
                ("GET /healthz HTTP/1.0\r\n\r\n", "200"), ("GET /healthz HTTP/1.0\r\nHost: a\r\n\r\n", "200"),
            ] {
                let client = try await RawClient.connect(port: port)
                try await client.send(head)
                try await client.waitForClose()
                #expect(client.text.hasPrefix("HTTP/1.1 \(status)") || client.text.hasPrefix("HTTP/1.0 \(status)"))
                if status == "400" { #expect(client.text.contains("urn:pulsehub:problem:bad-request")) }
            }
        }
    }

    @Test("an answer that is given before the body's end is the connection's last", arguments: OpenServer.allCases)
    func early(server: OpenServer) async throws {
        try await server.run { port in
            for (head, status) in [
                (server.head(token: nil) + "Content-Length: 1000", "401"),
                (server.head(token: nil) + "Transfer-Encoding: chunked", "401"),
                (server.head(token: server.token, type: "text/plain") + "Content-Length: 1000", "415"),
                (server.head(token: server.token) + "Content-Length: 99999999", "413"),
                ("POST /nowhere HTTP/1.1\r\nHost: local\r\nContent-Length: 1000", "404"),
                ("POST /healthz HTTP/1.1\r\nHost: local\r\nContent-Length: 1000", "405"),
                ("GET /healthz HTTP/1.1\r\nHost: local\r\nContent-Length: 1000", "200"),
            ] {
                let client = try await RawClient.connect(port: port)
                try await client.send(head + "\r\n\r\n")
                try await Self.dribble("1", to: client)
                #expect(client.text.hasPrefix("HTTP/1.1 \(status)"), "\(head)")
                #expect(client.text.lowercased().contains("connection: close"))
            }
        }
    }

    @Test("a body that comes too slowly gets 408, or nothing, and loses its connection", arguments: OpenServer.allCases)
    func slow(server: OpenServer) async throws {
        var rate = ConnectionLimits()
        (rate.grace, rate.bytesPerSecondMin) = (.milliseconds(300), 100_000)
        var deadline = ConnectionLimits()
        (deadline.bodyTimeout, deadline.bytesPerSecondMin) = (.milliseconds(300), 0)
        for limits in [rate, deadline] {
            try await server.run(limits) { port in
                for framing in ["Content-Length: 1000", "Transfer-Encoding: chunked"] {
                    let client = try await RawClient.connect(port: port)
                    try await client.send(server.head(token: server.token) + framing + "\r\n\r\n")
                    let part = framing.hasPrefix("Content") ? " " : "1\r\n \r\n"
                    try await Self.dribble(part, to: client)
                    #expect(client.text.hasPrefix("HTTP/1.1 408"))
                    #expect(client.text.contains("urn:pulsehub:problem:request-timeout"))
                }
            }
        }
    }

    @Test("a client that waits with its body is told at once what becomes of it", arguments: OpenServer.allCases)
    func expecting(server: OpenServer) async throws {
        try await server.run { port in
            func ask(token: String?, length: Int) async throws -> RawClient {
                let client = try await RawClient.connect(port: port)
                try await client.send(
                    server.head(token: token) + "Expect: 100-continue\r\nContent-Length: \(length)\r\n\r\n")
                return client
            }
            for (token, length, status) in [(nil, 2, "401"), (server.token, 9_999_999, "413")] {
                let refused = try await ask(token: token, length: length)
                try await refused.waitForClose()
                #expect(refused.text.hasPrefix("HTTP/1.1 \(status)"))
            }
            let welcome = try await ask(token: server.token, length: 2)
            try await welcome.wait(for: "HTTP/1.1 100 Continue\r\n\r\n")
            try await welcome.send("{}")
            try await welcome.wait(for: "\r\n\r\n", count: 2)
            #expect(welcome.text.ranges(of: "100 Continue").count == 1)
            // The connection is as good as before.
            try await welcome.send("GET /healthz HTTP/1.1\r\nHost: local\r\n\r\n")
            try await welcome.wait(for: "200 OK")
        }
    }

    @Test(
        "requests whose body has come stay on one connection, whatever they are answered",
        arguments: OpenServer.allCases)
    func keptAlive(server: OpenServer) async throws {
        try await server.run { port in
            let client = try await RawClient.connect(port: port)
            for count in 1...3 {
                try await client.send(server.head(token: nil) + "Content-Length: 2\r\n\r\n{}")
                try await client.wait(for: "HTTP/1.1 401", count: count)
            }
        }
    }

    @Test("a client that does not take its answer is disconnected")
    func unread() async throws {
        var limits = ConnectionLimits()
        (limits.answerGrace, limits.bytesPerSecondMin) = (.milliseconds(300), 1_000_000)
        let line = #"{"kind":"event","payload":"\#(String(repeating: "x", count: 60_000))"}"#
        let export = FakeExport(["ana": [[String]](repeating: [line], count: 1000)])
        try await withServer(export: export, connections: limits) { test in
            let port = try #require(test.port)
            let client = try await RawClient.connect(port: port)
            try await client.read(false)
            try await client.send(
                "GET /api/v1/export HTTP/1.1\r\nHost: local\r\nAuthorization: Bearer ana:athlete\r\n\r\n")
            // Fails once the server has closed.
            try await soon("the server hangs up") { await (try? client.send("G")) == nil }
        }
    }

    /// Sends bit by bit until the server closes.
    private static func dribble(_ part: String, to client: RawClient) async throws {
        let end = ContinuousClock.now + .seconds(60)
        while !client.isClosed {
            guard .now < end else { throw TimedOut("still open after: \(client.text.prefix(300))") }
            // Fails once the server has closed.
            try? await client.send(part)
            try await Task.sleep(for: .milliseconds(5))
        }
    }
}

extension OpenServer {
    /// The head of a request with a body that is read, but for the lines about the body and the last one.
    fileprivate func head(token: String?, type: String = "application/json") -> String {
        let authorization = token.map { "Authorization: Bearer \($0)\r\n" } ?? ""
        let line = self == .ingest ? "POST /ingest/hrv" : "PUT /api/v1/alerts"
        return "\(line) HTTP/1.1\r\nHost: local\r\n\(authorization)Content-Type: \(type)\r\n"
    }

    fileprivate var token: String { self == .ingest ? "backend:service" : "ana:athlete" }
}

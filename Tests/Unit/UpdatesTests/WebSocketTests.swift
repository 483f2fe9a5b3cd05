import Access
import Identity
import TestSupport
import Testing

@testable import Updates

@Suite("WebSocket, over the wire")
struct WebSocketTests {
    /// A client's frame of at most 125 bytes, masked by zeros, which leaves the payload readable.
    static func frame(_ opcode: UInt8, _ payload: [UInt8] = [], masked: Bool = true) -> [UInt8] {
        [0x80 | opcode, (masked ? 0x80 : 0) | UInt8(payload.count)] + (masked ? [0, 0, 0, 0] : []) + payload
    }

    @Test("the handshake is answered as RFC 6455 computes it, and states come as text frames")
    func happyPath() async throws {
        try await withLiveServer { server in
            server.source.set("ana", "1")
            let client = try await server.webSocket()
            try await client.wait(for: #""data":{"user":"ana","state":"1"}}"#)
            #expect(client.text.hasPrefix("HTTP/1.1 101 Switching Protocols\r\n"))
            #expect(
                client.text.lowercased().contains("sec-websocket-accept: s3pplmbitxaq9kygzzhzrbk+xoo=".lowercased()))
            #expect(client.text.contains(#"{"event":"profile","id":""#))
            server.publish("ana", "2")
            try await client.wait(for: #""data":{"user":"ana","state":"2"}}"#)
        }
    }

    @Test("a browser brings its token as a subprotocol")
    func subprotocol() async throws {
        try await withLiveServer { server in
            server.source.set("ana", "1")
            let client = try await RawClient.connect(port: server.port)
            try await client.send(
                """
                GET /api/v1/ws HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r
                Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
                Sec-WebSocket-Protocol: bearer, ana:athlete\r\n\r\n
                """)
            try await client.wait(for: #""state":"1""#)
            #expect(client.text.contains("Sec-WebSocket-Protocol: bearer\r\n"))
        }
    }

    @Test("it works on a connection that has carried other requests before")
    func afterRequest() async throws {
        try await withLiveServer { server in
            server.source.set("ana", "1")
            let client = try await RawClient.get("/plain", port: server.port, token: "ana:athlete")
            try await client.wait(for: "\r\n\r\nplain")
            try await client.send(
                """
                GET /api/v1/ws HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r
                Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
                Authorization: Bearer ana:athlete\r\n\r\n
                """)
            try await client.wait(for: #""state":"1""#)
        }
    }

    @Test("a ping gets its pong, even when it comes at once, and a close its answer")
    func control() async throws {
        try await withLiveServer { server in
            let client = try await server.webSocket()
            try await client.wait(for: "\r\n\r\n")
            try await client.send(Self.frame(0x9, Array("are you there".utf8)))
            try await client.wait(for: "are you there")
            try await client.send(Self.frame(0x1, Array("never mind".utf8)))
            try await client.send(Self.frame(0x8, [0x03, 0xE8]))
            try await client.waitForClose()
            #expect(client.bytes.suffix(4) == [0x88, 2, 0x03, 0xE8])
            #expect(await eventually { server.updates.hub.count == 0 })
        }
    }

    @Test("a client is pinged; one that never answers is dropped")
    func heartbeat() async throws {
        try await withLiveServer({ $0.heartbeat = .seconds(1) }) { server in
            let client = try await server.webSocket()
            try await client.waitForClose()
            #expect(client.bytes.contains(0x89))
            #expect(await eventually { server.updates.hub.count == 0 })
        }
    }

    @Test(
        "what breaks the protocol is closed",
        arguments: [
            (frame(0x1, [1], masked: false), UInt16(1002)), (frame(0x3, [1]), 1002), ([0xF1, 0x80, 0, 0, 0, 0], 1002),
            ([0x82, 0xFE, 0xFF, 0xFF, 0, 0, 0, 0], 1009), ([0x09, 0x80, 0, 0, 0, 0], 1002),
        ] as [([UInt8], UInt16)])
    func violations(bytes: [UInt8], code: UInt16) async throws {
        try await withLiveServer { server in
            let client = try await server.webSocket()
            try await client.wait(for: "\r\n\r\n")
            try await client.send(bytes)
            try await client.waitForClose()
            #expect(client.bytes.suffix(2) == [UInt8(code >> 8), UInt8(code & 0xFF)])
        }
    }

    @Test(
        "a refused handshake is answered by a problem and closed",
        arguments: [("ana:coach", "", 403), ("nonsense", "", 401), ("carl:coach", "?team=x", 403)])
    func refused(token: String, query: String, status: Int) async throws {
        try await withLiveServer { server in
            let client = try await server.webSocket(query, token: token)
            try await client.wait(for: "HTTP/1.1 \(status)")
            try await client.wait(for: "urn:pulsehub:problem:")
            try await client.waitForClose()
        }
    }

    @Test("a request that is no handshake is told what to do instead")
    func plainRequest() async throws {
        try await withLiveServer { server in
            let client = try await RawClient.get("/api/v1/ws", port: server.port, token: "ana:athlete")
            try await client.wait(for: "HTTP/1.1 426")
            try await client.wait(for: "upgrade-required")
        }
    }

    @Test("devices are the same on either transport, and the close says why")
    func replaced() async throws {
        try await withLiveServer { server in
            let older = try await server.webSocket("?device=phone")
            try await older.wait(for: "\r\n\r\n")
            let newer = try await server.sse("?device=phone")
            try await newer.wait(for: "connected")
            try await older.wait(for: #"{"event":"replaced","#)
            try await older.waitForClose()
            #expect(older.bytes.suffix(2) == [UInt8(4000 >> 8), UInt8(4000 & 0xFF)])
        }
    }
}

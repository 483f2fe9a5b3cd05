import HTTPKit
import HTTPTypes
import Hummingbird
import Identity
import Logging
import NIOCore
import ServiceLifecycle
import Synchronization
import TestSupport
import Testing

@testable import Ingest

@Suite("The attributes of an event in headers")
struct BinaryIdentityTests {
    private static func attribute(_ value: String, name: String = "ce-subject") throws -> BinaryAttribute {
        try BinaryAttribute(HTTPField(name: try #require(HTTPField.Name(name)), value: value))
    }

    @Test(
        "are percent-encoded UTF-8, or a quoted string, as earlier versions of the binding have it",
        arguments: [
            ("ana", "ana"), ("Ren%C3%A9", "René"), ("Ren%c3%a9", "René"), ("a b", "a b"), ("a+b", "a+b"),
            ("a%2Bb", "a+b"),
            (#""ana""#, "ana"), (#""a b""#, "a b"), (#""a\"b\\c""#, #"a"b\c"#), (#""Ren%C3%A9""#, "René"),
            ("a%25b", "a%b"),
            ("%EF%BF%BD", "\u{FFFD}"), ("René", "René"), ("a%22b", "a\"b"),
        ])
    func legal(value: String, meant: String) throws {
        #expect(try Self.attribute(value).value.unicodeScalars.elementsEqual(meant.unicodeScalars))
    }

    @Test(
        "are refused by name where they could mean two things, and never repaired",
        arguments: [
            "Ren%E9", "a%+5b", "a%5", "a%", "a%zz", "%C3", "%ED%A0%80", "%C0%80", "Ren\u{FFFD}", #""ana"#, #"ana""#,
            #"a"b"#,
            #""a"b""#, #""ana\""#, #"""#,
        ])
    func illegal(value: String) throws {
        let problem = #expect(throws: HTTPKit.Problem.self) { try Self.attribute(value) }
        #expect(problem?.status == .badRequest && problem?.detail?.contains("the header ce-subject ") == true)
    }

    @Test(
        "are not where the data and its type stand",
        arguments: ["ce-data", "ce-data_base64", "ce-datacontenttype", "ce-"])
    func elsewhere(name: String) {
        #expect(throws: HTTPKit.Problem.self) { try Self.attribute("x", name: name) }
    }

    @Test("that are no UTF-8, or stand there twice, make nobody of two people")
    func onTheWire() async throws {
        let sink = FakeSink()
        try await Self.serving(sink) { port in
            func status(_ headers: [[UInt8]]) async throws -> String {
                let client = try await RawClient.connect(port: port)
                let body = #"{"n":1}"#
                var head: [UInt8] = Array(
                    """
                    POST /api/v1/events HTTP/1.1\r\nHost: local\r\nAuthorization: Bearer service\r\n\
                    Content-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\nConnection: close\r\n\
                    ce-specversion: 1.0\r\nce-id: m1\r\nce-source: t\r\nce-type: pulsehub.activity.click.v1\r\n
                    """.utf8)
                for header in headers { head += header + Array("\r\n".utf8) }
                try await client.send(head + Array("\r\n\(body)".utf8))
                try await client.waitForClose()
                return client.text
            }
            for byte: UInt8 in [0xE8, 0xE9] {
                let answer = try await status([Array("ce-subject: Ren".utf8) + [byte]])
                #expect(answer.hasPrefix("HTTP/1.1 400") && answer.contains("the header ce-subject is not"))
            }
            let twice = try await status([Array("ce-subject: ana".utf8), Array("CE-Subject: bob".utf8)])
            #expect(twice.hasPrefix("HTTP/1.1 400") && twice.contains("the header ce-subject stands there twice"))
            #expect(sink.events.isEmpty)
            #expect(try await status([Array("ce-subject: \"ana\"".utf8)]).hasPrefix("HTTP/1.1 202"))
            #expect(sink.events.map(\.subject) == ["ana"])
        }
    }

    private static func serving(_ sink: FakeSink, _ body: (Int) async throws -> Void) async throws {
        var configuration = IngestConfiguration()
        configuration.port = 0
        let fixed = configuration
        let (ports, found) = AsyncStream.makeStream(of: Int.self)
        let server = IngestServer(
            sink: sink, verifier: ServiceVerifier(), configuration: { fixed }, logger: Logger(label: "test"))
        let group = ServiceGroup(
            services: [server.buildApplication { found.yield($0) }], logger: Logger(label: "test"))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            var iterator = ports.makeAsyncIterator()
            let port = try #require(await iterator.next())
            do { try await body(port) } catch {
                await group.triggerGracefulShutdown()
                throw error
            }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }
}

/// Takes everybody for a service.
private struct ServiceVerifier: TokenVerifier {
    func caller(bearing token: Substring) async throws(Problem) -> Caller {
        Caller(subject: try UserID("somebody"), roles: [.service])
    }
}

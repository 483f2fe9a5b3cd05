import Events
import HTTPKit
import HTTPTypes
import Hummingbird
import Identity
import Logging
import NIOCore
import NIOEmbedded
import Producing
import Synchronization
import Testing

@testable import Ingest

@Suite("The HTTP producer")
struct IngestServerTests {
    private struct Answer {
        let status: Int
        let headers: HTTPFields
        let body: String
    }

    private func server(_ sink: FakeSink) -> IngestServer<FakeSink> {
        var configuration = IngestConfiguration()
        configuration.ackTimeout = .milliseconds(30)
        configuration.bodyBytesMax = 200_000
        configuration.batchEventsMax = 5
        let fixed = configuration
        return IngestServer(
            sink: sink, verifier: RoleVerifier(), configuration: { fixed }, logger: Logger(label: "test"))
    }

    private func send(
        _ method: HTTPRequest.Method = .post, _ path: String = "/api/v1/events", to sink: FakeSink = FakeSink(),
        of running: IngestServer<FakeSink>? = nil, type: String? = "application/cloudevents+json",
        headers: HTTPFields = [:], body: String = "", bytes: [UInt8]? = nil, token: String? = "service"
    ) async throws -> Answer {
        let server = running ?? server(sink)
        var fields = headers
        fields[.authorization] = token.map { "Bearer \($0)" }
        if let type { fields[.contentType] = type }
        let request = Request(
            head: HTTPRequest(method: method, scheme: "http", authority: "localhost", path: path, headerFields: fields),
            body: RequestBody(buffer: ByteBuffer(bytes: bytes ?? Array(body.utf8))))
        let context = CallerContext(
            source: ApplicationRequestContextSource(channel: EmbeddedChannel(), logger: Logger(label: "test")))
        let response = try await server.buildRouter().framed()
            .respond(to: request, context: context)
        let collected = Mutex(ByteBuffer())
        try await response.body.write(Collector { part in collected.withLock { _ = $0.writeImmutableBuffer(part) } })
        return Answer(
            status: response.status.code, headers: response.headers,
            body: String(buffer: collected.withLock { $0 }))
    }

    private func event(_ id: String) -> String { pageView.replacing("\"p1\"", with: "\"\(id)\"") }

    @Test("an event is accepted, with its id, once the broker has acknowledged it")
    func accepted() async throws {
        let sink = FakeSink()
        let answer = try await send(to: sink, body: pageView)
        #expect(answer.status == 202)
        #expect(answer.body == #"{"accepted":1,"ids":["p1"]}"#)
        #expect(sink.events.map(\.value) == [Array(pageView.utf8)])
    }

    @Test("a batch is accepted as a whole, each event as the client wrote it")
    func batch() async throws {
        let sink = FakeSink()
        let odd = event("a,]").replacing(#""data":{"#, with: #""data": { "x":[1, "}\"]"], "#)
        let answer = try await send(
            to: sink, type: "application/cloudevents-batch+json; charset=utf-8", body: " [ \(odd) ,\n\(event("b"))]\n")
        #expect(answer.status == 202)
        #expect(sink.events.map(\.value) == [Array(odd.utf8), Array(event("b").utf8)])
    }

    @Test("one invalid event refuses the batch before anything is sent, and all problems are listed by index")
    func invalidBatch() async throws {
        let sink = FakeSink()
        let answer = try await send(
            to: sink, type: "application/cloudevents-batch+json", body: "[\(pageView),{},\(event("b")),nonsense]")
        #expect(answer.status == 400)
        #expect(answer.headers[.contentType] == "application/problem+json")
        #expect(answer.body.contains(#""type":"urn:pulsehub:problem:invalid-events""#))
        #expect(answer.body.contains(#"{"index":1,"reason":"invalid_envelope""#))
        #expect(answer.body.contains(#"{"index":3,"reason":"not_json""#))
        #expect(sink.events.isEmpty)
    }

    @Test("binary mode takes attributes from headers and never lets the body into the envelope")
    func binary() async throws {
        var headers = HTTPFields()
        for (name, value) in [
            ("ce-specversion", "1.0"), ("ce-id", "b1"), ("ce-source", "test"), ("ce-subject", "J%C3%B6rg"),
            ("ce-type", "pulsehub.activity.click.v1"),
        ] {
            if let name = HTTPField.Name(name) { headers[name] = value }
        }
        let sink = FakeSink()
        let good = try await send(to: sink, type: "application/json", headers: headers, body: #"{"n":1}"#)
        #expect(good.status == 202)
        #expect(sink.events.map(\.subject) == ["Jörg"])
        let bad = try await send(to: sink, type: "application/json", headers: headers, body: #"{},"subject":"x""#)
        #expect(bad.status == 400)
        #expect(sink.events.count == 1)
    }

    @Test("a simple record needs no envelope, and a retry of it is the same event")
    func simple() async throws {
        let sink = FakeSink()
        let server = server(sink)
        let hrv = #"{"userId":"u1","date":"2024-05-01","vendor":"apple","sdnn":70,"capturedAt":"2024-05-01T07:00:00Z"}"#
        for _ in 0..<2 {
            let answer = try await send(.post, "/ingest/hrv", of: server, type: "application/json", body: hrv)
            #expect(answer.status == 202)
        }
        #expect(sink.events.count == 2 && sink.events[0] == sink.events[1])
        let sleep = hrv.replacing("\"sdnn\":70", with: "\"durationMin\":400,\"id\":\"mine\"")
        #expect(try await send(.post, "/ingest/sleep", to: sink, type: "application/json", body: sleep).status == 202)
        #expect(sink.events.last?.id == "mine")
        let wrong = try await send(.post, "/ingest/sleep", to: sink, type: "application/json", body: hrv)
        #expect(wrong.status == 400 && wrong.body.contains("durationMin"))
    }

    @Test(
        "a correction of the same capture always has the greater id, and a retry of what it corrects does not win over it"
    )
    func correction() async throws {
        let sink = FakeSink()
        let server = server(sink)
        func send(_ user: Int, _ minutes: Int) async throws -> [UInt8] {
            let night = """
                {"userId":"u\(user)","date":"2024-05-01","vendor":"Oura ","durationMin":\(minutes),\
                "capturedAt":"2024-05-01T07:00:00Z"}
                """
            let answer = try await self.send(.post, "/ingest/sleep", of: server, type: "application/json", body: night)
            #expect(answer.status == 202)
            return Array((sink.events.last?.id ?? "").utf8)
        }
        for user in 0..<40 {
            let night = try await send(user, 432)
            let correction = try await send(user, 300 + user)
            #expect(night.lexicographicallyPrecedes(correction))
            #expect(try await send(user, 432) == night)
        }
        let last = String(decoding: try #require(sink.events.last).value, as: UTF8.self)
        #expect(last.contains(#""vendor":"oura""#))
    }

    @Test("vendors come in one spelling in every form, deletes included")
    func vendors() async throws {
        let sink = FakeSink()
        let server = server(sink)
        let delete = """
            {"specversion":"1.0","id":"d","source":"t","type":"pulsehub.record.deleted.v1","subject":"Ann",
            "data":{"kind":"nap","date":"2024-05-01","vendor":"OURA","capturedAt":"2024-05-01T07:00:00Z"}}
            """
        #expect(try await send(of: server, body: delete).status == 202)
        let batch = "application/cloudevents-batch+json"
        #expect(try await send(of: server, type: batch, body: "[\(delete)]").status == 202)
        let json =
            #"{"userId":"Ann","date":"2024-05-01","vendor":"OURA","sdnn":70,"capturedAt":"2024-05-01T07:00:00Z"}"#
        #expect(try await send(.post, "/ingest/hrv", of: server, type: "application/json", body: json).status == 202)
        for event in sink.events {
            let value = String(decoding: event.value, as: UTF8.self)
            #expect(value.contains(#""vendor":"oura""#))
            #expect(event.subject == "Ann")
        }
        let blank = try await send(of: server, body: delete.replacing("OURA", with: "  "))
        #expect(blank.status == 400 && blank.body.contains("data.vendor is missing or empty"))
    }

    @Test("garbage is refused as a problem", arguments: ["", "{", "[]", "null", "\u{0}\u{1}", "{\"specversion\":2}"])
    func garbage(_ body: String) async throws {
        for path in ["/api/v1/events", "/ingest/hrv"] {
            let type = path == "/ingest/hrv" ? "application/json" : "application/cloudevents+json"
            let answer = try await send(.post, path, type: type, body: body)
            #expect(answer.status == 400)
            #expect(answer.body.contains("urn:pulsehub:problem:"))
        }
        let batch = try await send(type: "application/cloudevents-batch+json", body: body)
        #expect(batch.status == (body == "[]" ? 202 : 400))
    }

    @Test("bodies and batches over the limits are 413")
    func tooLarge() async throws {
        let long = String(repeating: "x", count: 70_000)
        let single = try await send(body: long)
        #expect(single.status == 413 && single.body.contains("of a whole night of beats send the RMSSD"))
        let batch = "application/cloudevents-batch+json"
        #expect(try await send(type: batch, body: long + long + long).status == 413)
        let six = "[" + Array(repeating: pageView, count: 6).joined(separator: ",") + "]"
        #expect(try await send(type: batch, body: six).status == 413)
    }

    @Test("another content type is 415 and names the right ones")
    func contentType() async throws {
        let answer = try await send(type: "text/plain", body: pageView)
        #expect(answer.status == 415)
        #expect(answer.headers[.accept]?.contains("application/cloudevents+json") == true)
        #expect(try await send(type: nil, body: pageView).status == 415)
    }

    @Test("a compressed body is 415 and says so, whether a header or only the bytes tell it")
    func compressed() async throws {
        for coding in ["gzip", "deflate", "br", "identity, zstd"] {
            let answer = try await send(headers: [.contentEncoding: coding], body: pageView)
            #expect(answer.status == 415 && answer.headers[.acceptEncoding] == "identity")
            #expect(answer.body.contains("compressed with"))
        }
        #expect(try await send(headers: [.contentEncoding: "identity"], body: pageView).status == 202)
        for path in ["/api/v1/events", "/ingest/hrv"] {
            let type = path == "/ingest/hrv" ? "application/json" : "application/cloudevents+json"
            let answer = try await send(.post, path, type: type, bytes: [0x1F, 0x8B, 8, 0, 0, 0])
            #expect(answer.status == 415 && answer.body.contains("compressed with gzip"))
        }
    }

    @Test("what is not the form that was announced is named")
    func wrongForm() async throws {
        let batch = "application/cloudevents-batch+json"
        #expect(try await send(type: batch, body: pageView).body.contains("this is an object"))
        #expect(try await send(body: "[\(pageView)]").body.contains("not array"))
        let record = try await send(.post, "/ingest/hrv", type: "application/json", body: "[{}]")
        #expect(record.body.contains("send each record by itself"))
        let registered = try await send(bytes: [0, 0, 0, 0, 9] + Array(pageView.utf8))
        #expect(registered.status == 400 && registered.body.contains("schema registry"))
        let marked = try await send(type: batch, bytes: [0xEF, 0xBB, 0xBF] + Array("[\(pageView)]".utf8))
        #expect(marked.status == 400 && marked.body.contains("byte-order mark"))
    }

    @Test("implausible values are accepted with warnings by index, pointer and code")
    func warnings() async throws {
        let night =
            #"{"userId":"u1","date":"2024-05-01","vendor":"o","durationMin":7.5,"capturedAt":"2024-05-01T07:00:00Z"}"#
        let simple = try await send(.post, "/ingest/sleep", type: "application/json", body: night)
        #expect(simple.status == 202)
        #expect(
            simple.body.contains(#""warnings":[{"index":0,"pointer":"/durationMin","code":"out_of_range","detail":"#))
        #expect(simple.body.hasSuffix(#""warningsTotal":1}"#))
        let hrv = """
            {"specversion":"1.0","id":"h","source":"t","type":"pulsehub.hrv.recorded.v1","subject":"u1","data":{"date":\
            "2024-05-01","vendor":"o","rMSSD":5500,"capturedAt":"2024-05-01T07:00:00Z"}}
            """
        let batch = try await send(type: "application/cloudevents-batch+json", body: "[\(pageView),\(hrv)]")
        #expect(batch.status == 202 && batch.body.contains(#"[{"index":1,"pointer":"/data/rMSSD""#))
    }

    @Test("a full queue and a silent or failing broker are 503 with Retry-After")
    func unavailable() async throws {
        for sink in [FakeSink(.fills(after: 0)), FakeSink(.isSilent), FakeSink(.fails(.notAcknowledged("down")))] {
            let answer = try await send(to: sink, body: pageView)
            #expect(answer.status == 503)
            #expect(answer.headers[.retryAfter] == "1")
        }
    }

    @Test("an unknown path is 404, a wrong method 405 with Allow, both as problems")
    func routing() async throws {
        let missing = try await send(.get, "/nothing")
        #expect(missing.status == 404 && missing.body.contains("urn:pulsehub:problem:not-found"))
        let wrong = try await send(.get, "/api/v1/events")
        #expect(wrong.status == 405 && wrong.headers[.allow] == "POST")
        #expect(wrong.body.contains("urn:pulsehub:problem:method-not-allowed"))
        for answer in [missing, wrong] {
            #expect(answer.headers[.xContentTypeOptions] == "nosniff" && answer.headers[.cacheControl] == "no-store")
        }
    }

    @Test("only services may send events", arguments: ["/api/v1/events", "/ingest/hrv", "/ingest/sleep"])
    func authentication(_ path: String) async throws {
        let sink = FakeSink()
        let nobody = try await send(.post, path, to: sink, body: pageView, token: nil)
        #expect(nobody.status == 401 && nobody.headers[.wwwAuthenticate] == "Bearer")
        for role in ["athlete", "coach", "admin", "none"] {
            let other = try await send(.post, path, to: sink, body: pageView, token: role)
            #expect(other.status == 403 && other.body.contains("urn:pulsehub:problem:forbidden"))
        }
        #expect(sink.events.isEmpty)
    }

    @Test("health and readiness answer everybody") func health() async throws {
        #expect(try await send(.get, "/healthz", token: nil).status == 200)
        #expect(try await send(.get, "/readyz", token: nil).body == #"{"status":"ready"}"#)
    }
}

/// Believes a token that is the name of a role.
private struct RoleVerifier: TokenVerifier {
    func caller(bearing token: Substring) async throws(Problem) -> Caller {
        Caller(subject: try UserID("somebody"), roles: Set([Role(rawValue: String(token))].compactMap(\.self)))
    }
}

private struct Collector: ResponseBodyWriter {
    let take: @Sendable (ByteBuffer) -> Void

    mutating func write(_ buffer: ByteBuffer) async throws { take(buffer) }
    consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
}

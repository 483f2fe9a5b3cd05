import HTTPKit
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Synchronization
import Testing

@testable import Identity

@Suite("Limits of requests")
struct LimitTests {
    private struct Names: TokenVerifier {
        func caller(bearing token: Substring) async throws(Problem) -> Caller {
            Caller(subject: try UserID(String(token)), roles: [])
        }
    }

    private final class TurnedStopwatch: Sendable {
        private let start = ContinuousClock.now
        private let elapsed = Mutex(Duration.zero)
        var now: ContinuousClock.Instant { start + elapsed.withLock { $0 } }
        func add(_ time: Duration) { elapsed.withLock { $0 += time } }
    }

    @Test("a subject that asks too often gets 429 with the time to wait, and the others go on")
    func rate() async throws {
        let watch = TurnedStopwatch()
        let router = Router(context: CallerContext.self)
        let rates = RateLimit(now: { watch.now }) {
            $0.subject.text == "free" ? nil : RequestRate(perSecond: 0.5, burst: 3)
        }
        router.admitting(Admission(Names(), rates: rates)).get("/") { _, _ in "ok" }
        try await Application(responder: router.framed()).test(.router) { client in
            @Sendable func ask(_ name: String) async throws -> TestResponse {
                try await client.executeRequest(
                    uri: "/", method: .get, headers: [.authorization: "Bearer \(name)"], body: nil)
            }
            for _ in 0..<3 { #expect(try await ask("ana").status == .ok) }
            for _ in 0..<3 {
                let refused = try await ask("ana")
                #expect(refused.status == .tooManyRequests && refused.headers[.retryAfter] == "2")
                #expect(String(buffer: refused.body).contains("urn:pulsehub:problem:too-many-requests"))
            }
            #expect(try await ask("bea").status == .ok)
            for _ in 0..<10 { #expect(try await ask("free").status == .ok) }
            watch.add(.seconds(2))
            #expect(try await ask("ana").status == .ok)
            #expect(try await ask("ana").status == .tooManyRequests)
        }
    }

    @Test("what is over the number of requests at once gets 503 with Retry-After, and room is made by every answer")
    func concurrency() async throws {
        let (arrived, arrivals) = AsyncStream.makeStream(of: Void.self)
        let (gate, opening) = AsyncStream.makeStream(of: Void.self)
        let router = Router(context: CallerContext.self)
        let one = router.admitting(Admission(Names(), places: ConcurrencyLimit { 1 }))
        one.get("/slow") { _, _ in
            arrivals.yield()
            for await _ in gate { break }
            return "ok"
        }
        one.get("/") { _, _ in "ok" }
        try await Application(responder: router.framed()).test(.router) { client in
            @Sendable func ask(_ path: String) async throws -> TestResponse {
                try await client.executeRequest(
                    uri: path, method: .get, headers: [.authorization: "Bearer ana"], body: nil)
            }
            async let slow = ask("/slow")
            for await _ in arrived { break }
            for _ in 0..<2 {
                let refused = try await ask("/")
                #expect(refused.status == .serviceUnavailable && refused.headers[.retryAfter] == "1")
            }
            opening.yield()
            #expect(try await slow.status == .ok)
            #expect(try await ask("/").status == .ok)
        }
    }

    @Test("those whose token waits to be verified hold no places of others")
    func unverified() async throws {
        final class Slow: TokenVerifier {
            let waiting = Mutex<[CheckedContinuation<Void, Never>]>([])

            func lately(bearing token: Substring) -> Caller? {
                token == "ana" ? (try? UserID("ana")).map { Caller(subject: $0, roles: []) } : nil
            }

            func caller(bearing token: Substring) async throws(Problem) -> Caller {
                await withCheckedContinuation { done in waiting.withLock { $0.append(done) } }
                throw .unauthorized("late")
            }
        }
        let verifier = Slow()
        let router = Router(context: CallerContext.self)
        router.admitting(Admission(verifier, places: ConcurrencyLimit { 1 })).get("/") { _, _ in "ok" }
        try await Application(responder: router.framed()).test(.router) { client in
            @Sendable func ask(_ name: String) async throws -> TestResponse {
                try await client.executeRequest(
                    uri: "/", method: .get, headers: [.authorization: "Bearer \(name)"], body: nil)
            }
            try await withThrowingTaskGroup(of: HTTPResponse.Status.self) { group in
                for number in 0..<10 { group.addTask { try await ask("stranger-\(number)").status } }
                while verifier.waiting.withLock(\.count) < 10 { try await Task.sleep(for: .milliseconds(2)) }
                for _ in 0..<5 { #expect(try await ask("ana").status == .ok) }
                for stranger in verifier.waiting.withLock(\.self) { stranger.resume() }
                for try await status in group { #expect(status == .unauthorized) }
            }
        }
    }

    @Test("long addresses get 414, large headers 431, and far larger ones lose the connection")
    func sizes() async throws {
        var limits = ConnectionLimits()
        limits.urlBytesMax = 300
        limits.headerBytesMax = 2000
        let router = Router()
        router.get("/") { _, _ in "ok" }
        let application = Application(
            responder: router.framed(by: limits), server: limits.server,
            configuration: .init(address: .hostname("127.0.0.1", port: 0)))
        try await application.test(.live) { (client: any TestClientProtocol) async throws -> Void in
            @Sendable func ask(query: Int = 0, header: Int = 0) async throws -> HTTPResponse.Status {
                try await client.executeRequest(
                    uri: "/?" + String(repeating: "q", count: query), method: .get,
                    headers: [.cookie: String(repeating: "c", count: header)], body: nil
                ).status
            }
            #expect(try await ask(query: 290, header: 1800) == .ok)
            #expect(try await ask(query: 301) == .uriTooLong)
            #expect(try await ask(header: 2001) == .requestHeaderFieldsTooLarge)
            #expect(try await ask(header: 5000) == .badRequest)
        }
    }
}

import Access
import HTTPKit
import Identity
import Logging
import Postgres
import Synchronization
import TestSupport
import Testing

@testable import ProfileAPI

@Suite("Circuit breaker")
struct CircuitBreakerTests {
    private let start = ContinuousClock.now

    @Test("failures in a row open it, and a success in between starts the count anew")
    func opens() {
        var breaker = CircuitBreaker(failuresMax: 3, pause: .seconds(1))
        breaker.failed(at: start)
        breaker.failed(at: start)
        breaker.succeeded()
        breaker.failed(at: start)
        breaker.failed(at: start)
        #expect(permissions(&breaker, after: [.zero]) == [true])
        breaker.failed(at: start)
        #expect(permissions(&breaker, after: [.zero, .milliseconds(999)]) == [false, false])
    }

    @Test("after the pause exactly one call probes, and its success closes it")
    func probes() {
        var breaker = opened()
        #expect(permissions(&breaker, after: [.seconds(1), .seconds(1), .seconds(9)]) == [true, false, false])
        breaker.succeeded()
        #expect(breaker.state == .closed(failures: 0))
    }

    @Test("a failed probe opens it for another pause")
    func reopens() {
        var breaker = opened()
        #expect(permissions(&breaker, after: [.seconds(1)]) == [true])
        breaker.failed(at: start + .seconds(2))
        #expect(permissions(&breaker, after: [.milliseconds(2999), .seconds(3)]) == [false, true])
    }

    @Test("outcomes of calls that started before the opening change nothing")
    func stragglers() {
        var breaker = opened()
        let state = breaker.state
        breaker.failed(at: start + .milliseconds(500))
        breaker.succeeded()
        #expect(breaker.state == state)
    }

    @Test("a store that is down is asked a few times, left alone, and asked again after the pause")
    func guardedStore() async throws {
        let base = FakeProfileStore(isDown: true)
        let time = Mutex(start)
        let store = GuardedProfileStore(
            base, source: .redis, breaker: CircuitBreaker(failuresMax: 3, pause: .seconds(1)),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, now: { time.withLock { $0 } })
        let user = try UserID(pathSegment: "ana")
        for _ in 1...10 {
            await #expect(throws: (any Error).self) {
                try await store.read([.readiness], of: user, within: .seconds(1))
            }
        }
        #expect(base.deadlines.count == 3)
        base.fail(false)
        await #expect(throws: OutageGuard.Resting.self) {
            try await store.read([.readiness], of: user, within: .seconds(1))
        }
        time.withLock { $0 += .seconds(1) }
        #expect(try await store.read([.readiness], of: user, within: .seconds(1)).isEmpty)
        #expect(base.deadlines.count == 4)
    }

    @Test("one user's damaged state does not cut off the others")
    func damage() async throws {
        let base = FakeProfileStore()
        let store = GuardedProfileStore(
            base, source: .redis, breaker: CircuitBreaker(failuresMax: 1, pause: .seconds(60)),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        base.damage("bob")
        for _ in 1...3 {
            await #expect(throws: UnreadableState.self) {
                try await store.wellness(of: UserID("bob"), within: .seconds(1))
            }
        }
        #expect(try await store.wellness(of: UserID("ana"), within: .seconds(1)) == nil)
    }

    @Test("answers that come too late cut nobody off while the store answers a ping, and everybody where it does not")
    func slowness() async throws {
        let base = FakeProfileStore()
        let store = GuardedProfileStore(
            base, source: .postgres, breaker: CircuitBreaker(failuresMax: 1, pause: .seconds(60)),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        func askForBob() async throws {
            _ = try? await store.wellness(of: UserID("bob"), within: .seconds(1))
        }
        base.slow("bob")
        for pings in 1...3 {
            try await askForBob()
            try await soon("a ping") { base.pings == pings }
            #expect(try await store.wellness(of: UserID("ana"), within: .seconds(1)) == nil)
        }
        base.fail(true)
        try await askForBob()
        try await soon("the failed ping") { base.pings == 4 }
        var error: (any Error)?
        while !(error is OutageGuard.Resting) {
            do { _ = try await store.wellness(of: UserID("ana"), within: .seconds(1)) } catch let refusal {
                error = refusal
            }
            await Task.yield()
        }
    }

    @Test("what an error of PostgreSQL says of the server")
    func verdicts() {
        for (error, verdict) in [
            (PostgresError(.connection, ""), .away), (PostgresError(.deadline, ""), .unclear),
            (PostgresError(.overloaded, ""), .unclear), (PostgresError(sqlState: "57014", "cancelled"), .answered),
            (PostgresError(sqlState: "55P03", "locked"), .answered), (PostgresError(sqlState: "57P01", "ends"), .away),
            (PostgresError(sqlState: "53300", "no connection is free"), .away),
        ] as [(PostgresError, OutageGuard.Verdict)] {
            #expect(OutageGuard.Verdict(error) == verdict, "\(error)")
        }
    }

    @Test("Redis gets its share of the deadline, PostgreSQL what remains")
    func deadlines() async throws {
        let (redis, postgres) = (FakeProfileStore(), FakeProfileStore())
        let store = FallbackProfileStore(
            redis: redis, postgres: postgres, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        #expect(try await store.read([.readiness], of: UserID(pathSegment: "ana"), until: store.deadline) == nil)
        #expect(redis.deadlines.count == 1)
        #expect(try #require(redis.deadlines.first) <= .milliseconds(250))
        #expect(try #require(postgres.deadlines.first) <= .seconds(1))
    }

    /// What callers are told at these times after the start, one after the other.
    private func permissions(_ breaker: inout CircuitBreaker, after delays: [Duration]) -> [Bool] {
        var answers: [Bool] = []
        for delay in delays { answers.append(breaker.permits(at: start + delay)) }
        return answers
    }

    private func opened() -> CircuitBreaker {
        var breaker = CircuitBreaker(failuresMax: 1, pause: .seconds(1))
        breaker.failed(at: start)
        return breaker
    }
}

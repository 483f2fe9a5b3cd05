import Events
import HTTPKit
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import ServiceLifecycle
import Synchronization
import Testing

@testable import Identity

@Suite("The record of security events")
struct SecurityLogTests {
    private final class Clock: Sendable {
        private let time = Mutex(Instant(microseconds: 1_700_000_000_000_000))
        var now: Instant { time.withLock { $0 } }
        func add(seconds: Int64) { time.withLock { $0 = $0.advanced(bySeconds: seconds) } }
    }

    private final class Store: SecurityEventStore {
        private let state = Mutex<(events: [Int64: SecurityEvent], isAway: Bool)>(([:], false))
        var events: [SecurityEvent] { state.withLock { $0.events.values.sorted { $0.first < $1.first } } }
        func leave(_ isAway: Bool) { state.withLock { $0.isAway = isAway } }

        func append(_ events: [SecurityEvent], within deadline: Duration) async throws {
            try state.withLock { state in
                // The answer is lost, not the rows.
                for event in events { state.events[event.id] = event }
                if state.isAway { throw CancellationError() }
            }
        }
    }

    private static func refused(_ address: String) -> SecurityEvent.Facts {
        SecurityEvent.Facts(.loginRefused, .refused, action: "GET /", detail: "no token", address: address)
    }

    @Test("tells the first of equal ones at once, and the others of its minute as one with their number")
    func coalescing() {
        let clock = Clock()
        let log = SecurityLog(now: { clock.now })
        log.record(Self.refused("a"))
        let first = log.oldest(100)
        #expect(first.map(\.count) == [1])
        log.written(1)
        for _ in 0..<500 { log.record(Self.refused("a")) }
        #expect(log.oldest(100).isEmpty)
        clock.add(seconds: 60)
        let rest = log.oldest(100)
        #expect(rest.map(\.count) == [500] && rest.first?.facts == first.first?.facts)
        log.written(1)
        clock.add(seconds: 60)
        #expect(log.oldest(100).isEmpty)
    }

    @Test("a flood of different ones costs a few rows, is counted to the last, and hides no other kind")
    func flood() {
        let clock = Clock()
        let log = SecurityLog(now: { clock.now })
        for number in 0..<100_000 { log.record(Self.refused("\(number)")) }
        log.record(SecurityEvent.Facts(.teamChanged, .done, actor: "root", action: "POST /api/v1/teams"))
        clock.add(seconds: 60)
        let events = log.oldest(10_000)
        #expect(events.count == SecurityLog.differentMax + 2)
        #expect(events.reduce(0) { $0 + $1.count } == 100_001)
        #expect(events.contains { $0.facts.actor == "root" })
        #expect(events.contains { $0.count == 100_000 - SecurityLog.differentMax && $0.facts.address == nil })
    }

    @Test("while the store is away a bounded number waits, and nothing is written twice")
    func away() async throws {
        let clock = Clock()
        let (log, store) = (SecurityLog(capacity: 100, now: { clock.now }), Store())
        store.leave(true)
        let group = ServiceGroup(
            services: [SecurityEventWriter(log, to: store, logger: quietLogger)], logger: quietLogger)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            for minute in 0..<10 {
                for number in 0..<20 { log.record(Self.refused("\(minute) \(number)")) }
                clock.add(seconds: 60)
            }
            while store.events.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
            store.leave(false)
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
        #expect(store.events.count == 100)
        #expect(Set(store.events.map(\.facts.address)).count == 100)
    }

    @Test("leaves no name of somebody who was erased")
    func forgotten() {
        let clock = Clock()
        let log = SecurityLog(now: { clock.now })
        log.record(SecurityEvent.Facts(.accessRefused, .refused, actor: "ana", action: "GET /x", address: "1"))
        log.record(
            SecurityEvent.Facts(.accessRefused, .refused, actor: "bob", action: "GET /x", subject: "ana", address: "2"))
        _ = log.oldest(1)
        log.record(SecurityEvent.Facts(.accessRefused, .refused, actor: "ana", action: "GET /y", address: "1"))
        log.forget("ana")
        clock.add(seconds: 60)
        let events = log.oldest(10)
        #expect(events.count == 3 && events.reduce(0) { $0 + $1.count } == 3)
        #expect(!"\(events)".contains("\"ana\"") && !events.contains { $0.facts.address == "1" })
        #expect(
            events.contains { $0.facts.actor == "bob" && $0.facts.subject == "(erased)" && $0.facts.address == "2" })
    }

    @Test("says who was refused, whose it was, and who changed what; of strangers nothing that they claim")
    func watch() async throws {
        let clock = Clock()
        let log = SecurityLog(now: { clock.now })
        let router = Router(context: CallerContext.self)
        let watch = SecurityWatch(log) { method, route in
            method == .put && route.hasPrefix("/teams") ? .teamChanged : nil
        }
        let api = router.admitting(Admission(Names(), roles: [.admin, .athlete], watch: watch))
        api.get("/users/:userId") { _, context -> Response in throw Problem.forbidden("not yours") }
        api.put("/teams/:teamId/members/:userId") { _, context -> Response in
            if try context.parameters.require("teamId") == "none" { throw Problem.notFound() }
            return Response(status: .noContent)
        }
        try await Application(responder: router.framed()).test(.router) { client in
            for (method, path, token) in [
                (HTTPRequest.Method.get, "/users/victim", nil), (.get, "/users/a%20b", "ana:athlete"),
                (.get, "/users/ana", "carl:coach"), (.put, "/teams/t/members/bob", "root:admin"),
                (.put, "/teams/none/members/bob", "root:admin"),
            ] {
                var headers = HTTPFields()
                headers[.authorization] = token.map { "Bearer \($0)" }
                _ = try await client.executeRequest(uri: path, method: method, headers: headers, body: nil)
            }
        }
        let told = log.oldest(100).map(\.facts).map {
            [
                $0.kind.rawValue, $0.outcome.rawValue, $0.actor ?? "-", $0.roles ?? "-", $0.action, $0.subject ?? "-",
                $0.team ?? "-",
            ]
            .joined(separator: " ")
        }
        #expect(
            Set(told) == [
                "login_refused refused - - GET /users/{userId} - -",
                "access_refused refused ana athlete GET /users/{userId} a b -",
                "access_refused refused carl coach GET /users/{userId} ana -",
                "team_changed done root admin PUT /teams/{teamId}/members/{userId} bob t",
                "team_changed failed root admin PUT /teams/{teamId}/members/{userId} bob none",
            ])
    }
}

/// A token is a subject and a role.
private struct Names: TokenVerifier {
    func caller(bearing token: Substring) async throws(Problem) -> Caller {
        let parts = token.split(separator: ":")
        guard parts.count == 2, let role = Role(rawValue: String(parts[1])) else { throw Problem.unauthorized("none") }
        return Caller(subject: try UserID(String(parts[0])), roles: [role])
    }
}

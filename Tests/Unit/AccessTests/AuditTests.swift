import AccessFakes
import Allocations
import Events
import Identity
import Logging
import ServiceLifecycle
import ServiceLifecycleTestKit
import Testing

@testable import Access

@Suite("The record of reads")
struct AuditTests {
    private let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    @Test("takes a look at everybody in it or not at all")
    func bounded() throws {
        let log = AuditLog(capacity: 3)
        let (one, two) = (try look(at: ["ana"]), try look(at: ["ana", "bob"]))
        #expect(log.record(two))
        #expect(!log.record(two))
        #expect(log.count == 2)
        #expect(log.record(one))
        #expect(log.oldest(people: 2) == [two])
        #expect(log.oldest(people: 1) == [two], "one at least")
        log.written(1)
        #expect(log.count == 1 && log.oldest(people: 2) == [one])
    }

    @Test("of one coach takes no more than leaves room for everybody else's")
    func share() throws {
        let log = AuditLog(capacity: 4 * Team.membersMax)
        let team = try (0..<Team.membersMax).map { try UserID("athlete-\($0)").text }
        let table = try look(at: team)
        #expect(log.record(table), "a full table always fits")
        #expect(!log.record(try look(at: ["ana"])))
        #expect(log.record(try look(at: team, by: "carl")))
        #expect(log.record(try look(at: team, by: "backend", as: .service)))
        #expect(log.record(try look(at: team, by: "backend", as: .service)), "services are trusted with the rest")
        log.written(1)
        #expect(log.record(table))
    }

    @Test("a read costs the same among any number of them", .enabled(if: Allocations.areCounted))
    func cost() throws {
        let growth = try Allocations.growth { size in
            let all = try looks(size)
            return {
                let log = AuditLog()
                for look in all { _ = log.record(look) }
                while log.count > 0 { log.written(log.oldest(people: 1000).count) }
            }
        }
        #expect(growth < 2)
    }

    @Test("is written in the background, in order")
    func written() async throws {
        let (log, directory) = (AuditLog(), InMemoryAccessDirectory())
        try await running(log, directory) { _ in
            let first = try looks(2500)
            for look in first { #expect(log.record(look)) }
            await condition { log.count == 0 }
            #expect(directory.looks == first)
        }
    }

    @Test("waits through an outage of the directory, and nothing is written twice")
    func outage() async throws {
        let (log, directory) = (AuditLog(), InMemoryAccessDirectory())
        try await running(log, directory) { _ in
            directory.fail(true)
            let first = try looks(3)
            for look in first { #expect(log.record(look)) }
            await condition { directory.calls > 1 }
            #expect(log.count == 3)
            directory.fail(false)
            await condition { log.count == 0 }
            #expect(directory.looks == first)
        }
    }

    @Test("is flushed at shutdown, also where the directory was away until then")
    func shutdown() async throws {
        let (log, directory) = (AuditLog(), InMemoryAccessDirectory())
        directory.fail(true)
        let last = try looks(1500)
        try await running(log, directory) { trigger in
            for look in last { #expect(log.record(look)) }
            directory.fail(false)
            trigger.triggerGracefulShutdown()
        }
        #expect(directory.looks == last)
    }

    @Test("a shutdown while the directory is away ends without it")
    func hopeless() async throws {
        let (log, directory) = (AuditLog(), InMemoryAccessDirectory())
        directory.fail(true)
        let last = try look(at: ["ana"])
        try await running(log, directory, farewell: .milliseconds(50)) { trigger in
            #expect(log.record(last))
            trigger.triggerGracefulShutdown()
        }
        #expect(log.count == 1)
    }

    private func running(
        _ log: AuditLog, _ directory: InMemoryAccessDirectory, farewell: Duration = .seconds(60),
        _ body: (GracefulShutdownTestTrigger) async throws -> Void
    ) async throws {
        let writer = AuditWriter(log, to: directory, farewell: farewell, logger: quiet)
        try await testGracefulShutdown { trigger in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await writer.run() }
                try await body(trigger)
                trigger.triggerGracefulShutdown()
                try await group.waitForAll()
            }
        }
    }

    private func condition(_ holds: () -> Bool) async {
        let end = ContinuousClock.now + .seconds(60)
        while !holds(), ContinuousClock.now < end { await Task.yield() }
        #expect(holds())
    }

    private func looks(_ count: Int) throws -> [Look] {
        try (0..<count).map { try look(at: ["ana"], time: Int64($0)) }
    }

    private func look(
        at people: [String], by reader: String = "cleo", as role: Role = .coach, time: Int64 = 0
    ) throws -> Look {
        Look(
            reader: try UserID(reader), role: role, shown: try people.map { Look.Shown(try UserID($0), [.sleep]) },
            time: Instant(microseconds: time), address: nil)
    }
}

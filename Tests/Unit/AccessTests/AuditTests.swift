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

    @Test("takes all reads of an answer or none of them")
    func bounded() throws {
        let log = AuditLog(capacity: 3)
        let (one, two) = (try reads(1), try reads(2))
        #expect(log.record(two))
        #expect(!log.record(two))
        #expect(log.count == 2)
        #expect(log.record(one))
        #expect(log.record([]))
    }

    @Test("a read costs the same among any number of them", .enabled(if: Allocations.areCounted))
    func cost() throws {
        let growth = try Allocations.growth { size in
            let all = try reads(size)
            return {
                let log = AuditLog()
                for read in all { _ = log.record([read]) }
                while log.count > 0 { log.written(log.oldest(1000).count) }
            }
        }
        #expect(growth < 2)
    }

    @Test("is written in the background, in order")
    func written() async throws {
        let (log, directory) = (AuditLog(), InMemoryAccessDirectory())
        try await running(log, directory) { _ in
            let first = try reads(2500)
            #expect(log.record(first))
            await condition { log.count == 0 }
            #expect(directory.reads == first)
        }
    }

    @Test("waits through an outage of the directory, and nothing is written twice")
    func outage() async throws {
        let (log, directory) = (AuditLog(), InMemoryAccessDirectory())
        try await running(log, directory) { _ in
            directory.fail(true)
            let first = try reads(3)
            #expect(log.record(first))
            await condition { directory.calls > 1 }
            #expect(log.count == 3)
            directory.fail(false)
            await condition { log.count == 0 }
            #expect(directory.reads == first)
        }
    }

    @Test("is flushed at shutdown, also where the directory was away until then")
    func shutdown() async throws {
        let (log, directory) = (AuditLog(), InMemoryAccessDirectory())
        directory.fail(true)
        let last = try reads(1500)
        try await running(log, directory) { trigger in
            #expect(log.record(last))
            directory.fail(false)
            trigger.triggerGracefulShutdown()
        }
        #expect(directory.reads == last)
    }

    @Test("a shutdown while the directory is away ends without it")
    func hopeless() async throws {
        let (log, directory) = (AuditLog(), InMemoryAccessDirectory())
        directory.fail(true)
        let last = try reads(1)
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

    private func reads(_ count: Int) throws -> [ReadRecord] {
        try (0..<count).map { number in
            ReadRecord(
                reader: try UserID("cleo"), role: .coach, subject: try UserID("ana"), signals: [.sleep],
                time: Instant(microseconds: Int64(number)), address: nil)
        }
    }
}

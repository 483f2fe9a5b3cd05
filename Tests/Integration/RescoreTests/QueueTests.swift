import Blocking
import Events
import LocalServers
import Postgres
import Profiles
import TestSupport
import Testing

@testable import Cold

@Suite("The rescore queue")
struct QueueTests {
    @Test("a request waits until the archive holds the record that it was made for, then its dates have their scores")
    func waits() async throws {
        try await Database.run { database in
            let worker = try database.worker()
            try database.archive("ann", days: 0..<30, through: 99)
            try database.enqueue(Database.request("ann", 0...89, offset: 100))
            #expect(try database.step().run(on: worker) == nil)
            #expect(try database.documents(of: "ann").isEmpty)
            try database.archive("ann", days: 0..<100)
            let outcome = try #require(try database.step().run(on: worker))
            #expect(outcome.dates.count == 90 && !outcome.isUnfinished)
            #expect(try database.documents(of: "ann") == Array(Database.expected("ann", days: 0..<100).prefix(90)))
            #expect(try database.queue() == [])
            #expect(try database.step().run(on: worker) == nil)
        }
    }

    @Test("a further request widens the first, and neither an older record nor its cause takes over")
    func widened() async throws {
        try await Database.run { database in
            try database.enqueue(Database.request("ann", 40...50, offset: 7), Database.request("bob", 1...2))
            try database.enqueue(
                Database.request("ann", 10...20, offset: 9), Database.request("ann", 90...91, offset: 8))
            #expect(try database.queue() == ["ann 10..91", "bob 1..2"])
            let row = try #require(
                try database.archiver.query(
                    "SELECT origin_offset, cause FROM rescore_queue WHERE user_id = 'ann'"
                ).first)
            #expect(try row.int(0) == 9)
            #expect(try row.text(1) == "ann-10")
        }
    }

    @Test("a long history is rescored in bounded transactions, in turn with others")
    func bounded() async throws {
        try await Database.run { database in
            let worker = try database.worker()
            for user in ["ann", "bob"] {
                try database.archive(user, days: 0..<100)
                try database.enqueue(Database.request(user, -1000...1000))
            }
            var order: [String] = []
            while let outcome = try database.step(datesMax: 40).run(on: worker) {
                #expect(outcome.dates.count <= 40)
                order.append(outcome.userID)
            }
            #expect(order == ["ann", "bob", "ann", "bob", "ann", "bob"])
            for user in ["ann", "bob"] {
                #expect(try database.documents(of: user) == Database.expected(user, days: 0..<100))
            }
        }
    }

    @Test("workers do not wait for each other, and what a dying one held is taken by the next")
    func workers() async throws {
        try await Database.run { database in
            for user in ["ann", "bob"] {
                try database.archive(user, days: 0..<20)
                try database.enqueue(Database.request(user, 0...19))
            }
            var dying: PostgresConnection? = try database.worker()
            _ = try dying?.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
            #expect(try dying.map { try RescoreQueue.take(on: $0)?.userID } == "ann")
            let worker = try database.worker()
            #expect(try database.step().run(on: worker)?.userID == "bob")
            #expect(try database.step().run(on: worker) == nil)
            dying = nil
            try eventually("the dead worker's lock is gone") { try database.step().run(on: worker)?.userID == "ann" }
            #expect(try database.documents(of: "ann") == Database.expected("ann", days: 0..<20))
            #expect(try database.queue() == [])
        }
    }

    @Test("a request that comes while its user is being rescored is still there afterwards")
    func race() async throws {
        try await Database.run { database in
            try database.archive("ann", days: 0..<100)
            try database.enqueue(Database.request("ann", 0...10))
            let worker = try database.worker()
            _ = try worker.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
            let taken = try #require(try RescoreQueue.take(on: worker))
            // The archiver waits for the worker's lock, on a thread of its own.
            let server = database.server.configuration
            async let late: Void = onOwnThread {
                let connection = try PostgresConnection(server)
                _ = try connection.execute(RescoreQueue.prepare)
                var batch = ArchiveBatch()
                var rows = InsightRows()
                rows.rescore = Database.request("ann", 50...60)
                batch.add(rows)
                try connection.transaction { try RescoreQueue.enqueue(batch, on: connection) }
            }
            try await soon("the archiver waits") {
                try database.archiver.query("SELECT FROM pg_locks WHERE NOT granted").first != nil
            }
            try RescoreQueue.settle(taken, nextDate: nil, on: worker)
            _ = try worker.execute("COMMIT")
            try await late
            #expect(try database.queue() == ["ann 50..60"])
        }
    }
}

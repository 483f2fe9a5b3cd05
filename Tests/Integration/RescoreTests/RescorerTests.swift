import LocalServers
import Logging
import Postgres
import Synchronization
import TestSupport
import Testing

@testable import Cold

@Suite("The rescorer")
struct RescorerTests {
    private func rescorer(_ database: Database) -> Rescorer {
        let live = Rescorer.Live(terms: Database.terms, interval: .milliseconds(20), datesMax: 50)
        return rescorer(database) { live }
    }

    private func rescorer(_ database: Database, live: @escaping @Sendable () -> Rescorer.Live) -> Rescorer {
        Rescorer(
            Rescorer.Configuration(postgres: database.server.configuration, live: live),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    @Test("works off what is there and what comes, several at once, and stops when asked")
    func service() async throws {
        try await Database.run { database in
            let users = (0..<12).map { "user-\($0)" }
            for user in users { try database.archive(user, days: 0..<130) }
            for user in users.prefix(6) { try database.enqueue(Database.request(user, 0...129)) }
            let rescorers = [rescorer(database), rescorer(database)]
            let tasks = rescorers.map { rescorer in Task { try await rescorer.run() } }
            for user in users { try database.enqueue(Database.request(user, 0...129)) }
            try await soon("the queue is empty") { try database.queue().isEmpty }
            for user in users {
                #expect(try database.documents(of: user) == Database.expected(user, days: 0..<130))
            }
            for rescorer in rescorers { rescorer.stop() }
            for task in tasks { try await task.value }
            #expect(rescorers.map(\.progress.counts.requests).reduce(0, +) >= 12)
        }
    }

    @Test("takes a shorter interval over while it waits out a long one")
    func liveInterval() async throws {
        try await Database.run { database in
            let state = LiveState(Rescorer.Live(terms: Database.terms, interval: .seconds(3600), datesMax: 50))
            let rescorer = rescorer(database) { state.ask() }
            let task = Task { try await rescorer.run() }
            // Once for the look at the empty queue, and then while it waits.
            try await soon("it waits") { state.asked >= 3 }
            try database.archive("ann", days: 0..<20)
            try database.enqueue(Database.request("ann", 0...19))
            state.set(interval: .milliseconds(20))
            try await soon("the queue is empty") { try database.queue().isEmpty }
            rescorer.stop()
            try await task.value
        }
    }

    @Test("sleeps while there is nothing to do, and stops at once all the same", .timeLimit(.minutes(1)))
    func rest() async throws {
        try await Database.run { database in
            let state = LiveState(Rescorer.Live(terms: Database.terms, interval: .seconds(3600), datesMax: 50))
            let rescorer = rescorer(database) { state.ask() }
            let task = Task { try await rescorer.run() }
            try await soon("it rests") { state.asked >= 3 }
            let asked = state.asked
            let begin = ContinuousClock.now
            try await soon("it has looked whether the interval is another one") { state.asked >= asked + 3 }
            // Each look follows a sleep; the first may have been nearly over.
            #expect(ContinuousClock.now - begin >= .seconds(1))
            rescorer.stop()
            try await task.value
        }
    }

    @Test("a user who cannot be rescored holds nobody up and stays in the queue until it works")
    func poison() async throws {
        try await Database.run { database in
            _ = try database.archiver.execute(
                "ALTER TABLE readiness_snapshots ADD CONSTRAINT sound CHECK (user_id <> 'bad')")
            for user in ["bad", "good"] {
                try database.archive(user, days: 0..<20)
                try database.enqueue(Database.request(user, 0...19))
            }
            let rescorer = rescorer(database)
            let task = Task { try await rescorer.run() }
            try await soon("the other user is done") { try database.queue() == ["bad 0..19"] }
            try await soon("it was tried again") { rescorer.progress.counts.failures > 1 }
            #expect(try database.documents(of: "good").count == 20)
            _ = try database.archiver.execute("ALTER TABLE readiness_snapshots DROP CONSTRAINT sound")
            try await soon("the cause is cured") { try database.queue().isEmpty }
            #expect(try database.documents(of: "bad") == Database.expected("bad", days: 0..<20))
            rescorer.stop()
            try await task.value
        }
    }

    @Test("goes on by itself when PostgreSQL was away")
    func outage() async throws {
        try await Database.run { database in
            try database.archive("ann", days: 0..<20)
            let rescorer = rescorer(database)
            let task = Task { try await rescorer.run() }
            database.server.kill()
            try database.server.restart()
            try database.archiver.reset()
            _ = try database.archiver.execute(RescoreQueue.prepare)
            try database.enqueue(Database.request("ann", 0...19))
            try await soon("the queue is empty") { try database.queue().isEmpty }
            #expect(try database.documents(of: "ann").count == 20)
            rescorer.stop()
            try await task.value
        }
    }
}

/// A live configuration that counts how often it was asked.
private final class LiveState: Sendable {
    private let state: Mutex<(live: Rescorer.Live, asked: Int)>

    init(_ live: Rescorer.Live) { state = Mutex((live, 0)) }

    var asked: Int { state.withLock { $0.asked } }

    func ask() -> Rescorer.Live {
        state.withLock { state in
            state.asked += 1
            return state.live
        }
    }

    func set(interval: Duration) { state.withLock { $0.live.interval = interval } }
}

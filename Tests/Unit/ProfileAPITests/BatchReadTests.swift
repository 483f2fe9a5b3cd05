import HTTPKit
import Identity
import Logging
import Testing

@testable import ProfileAPI

@Suite("Reading many users at once")
struct BatchReadTests {
    private let users = ["ana", "bob", "cem"].compactMap { try? UserID($0) }

    @Test("takes one question to Redis, and one to PostgreSQL for those whom Redis lacks")
    func split() async throws {
        let redis = FakeProfileStore(["ana": [.readiness: "1", .activity: "{}"]])
        let postgres = FakeProfileStore(["ana": [.readiness: "old"], "bob": [.readiness: "2"]])
        let batch = try await store(redis, postgres).read([.readiness], of: users, until: Deadline(in: .seconds(1)))
        #expect(batch.isComplete)
        #expect(batch.found.count == 2)
        #expect(batch.found[users[0]]?.value == [.readiness: Array("1".utf8)])
        #expect(batch.found[users[0]]?.source == .redis)
        #expect(batch.found[users[1]]?.value == [.readiness: Array("2".utf8)])
        #expect(batch.found[users[1]]?.source == .postgres)
        #expect(redis.deadlines.count == 1 && postgres.deadlines.count == 1)
    }

    @Test("does not ask PostgreSQL where Redis knows all of them")
    func whole() async throws {
        let (redis, postgres) = (FakeProfileStore(["ana": [.readiness: "1"]]), FakeProfileStore(isDown: true))
        let batch = try await store(redis, postgres)
            .read([.readiness], of: [users[0]], until: Deadline(in: .seconds(1)))
        #expect(batch.isComplete && batch.found.count == 1)
        #expect(postgres.deadlines.isEmpty)
    }

    @Test("gives what Redis has and says that it may not be all, while PostgreSQL is away")
    func incomplete() async throws {
        let redis = FakeProfileStore(["ana": [.readiness: "1"]])
        let store = store(redis, FakeProfileStore(isDown: true))
        let batch = try await store.read([.readiness], of: users, until: Deadline(in: .seconds(1)))
        #expect(!batch.isComplete && batch.found.count == 1)
        redis.fail(true)
        await #expect(throws: FallbackProfileStore.Unavailable.self) {
            try await store.read([.readiness], of: users, until: Deadline(in: .seconds(1)))
        }
    }

    @Test("takes one user's damaged state in Redis for missing")
    func damaged() async throws {
        let profile = Athlete.profile(lastDate: "2026-11-20")
        let redis = FakeProfileStore(wellness: ["ana": profile, "bob": profile])
        redis.damage("bob")
        let batch = try await store(redis, FakeProfileStore(wellness: ["bob": profile]))
            .wellness(of: users, until: Deadline(in: .seconds(1)))
        #expect(batch.found[users[0]]?.source == .redis)
        #expect(batch.found[users[1]]?.source == .postgres)
    }

    private func store(_ redis: FakeProfileStore, _ postgres: FakeProfileStore) -> FallbackProfileStore {
        FallbackProfileStore(
            redis: redis, postgres: postgres, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }
}

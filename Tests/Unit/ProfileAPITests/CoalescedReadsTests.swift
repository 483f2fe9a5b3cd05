import Identity
import Synchronization
import TestSupport
import Testing

@testable import ProfileAPI

@Suite("Reads of single users from a store that answers statement by statement")
struct CoalescedReadsTests {
    /// A store whose batches wait until the test lets them go.
    private final class Store: Sendable {
        struct Down: Error {}
        struct Batch {
            let parts: [ProfilePart]
            let users: Set<UserID>
            let patience: Duration
            let answer: CheckedContinuation<Void, any Error>
        }

        private let batches = Mutex<[Batch]>([])

        func read(
            _ parts: [ProfilePart], _ users: [UserID], _ patience: Duration
        ) async throws -> [UserID: ProfileParts] {
            try await withCheckedThrowingContinuation { answer in
                batches.withLock {
                    $0.append(Batch(parts: parts, users: Set(users), patience: patience, answer: answer))
                }
            }
            return Dictionary(uniqueKeysWithValues: users.map { ($0, [parts[0]: Array($0.text.utf8)]) })
        }

        func batch(_ number: Int) async throws -> Batch {
            try await soon("batch \(number) has begun") { batches.withLock { $0.count > number } }
            return batches.withLock { $0[number] }
        }

        var count: Int { batches.withLock { $0.count } }
    }

    private let store = Store()

    private func reads(batchesMax: Int = 1, usersMax: Int = 64, waitingMax: Int = 100) -> CoalescedReads {
        let store = store
        return CoalescedReads(batchesMax: batchesMax, usersMax: usersMax, waitingMax: waitingMax) {
            try await store.read($0, $1, $2)
        }
    }

    /// Begins a read, and waits until it stands in its queue.
    private func begin(
        _ user: String, _ parts: [ProfilePart] = [.readiness], in reads: CoalescedReads
    ) async throws -> Task<ProfileParts, any Error> {
        let (id, before) = (try UserID(user), reads.waitingCount + store.count)
        let task = Task { try await reads.read(parts, of: id, within: .seconds(5000)) }
        try await soon("\(user) waits") { reads.waitingCount + store.count > before }
        return task
    }

    @Test("one alone begins at once; those that come meanwhile are read together, each once")
    func together() async throws {
        let reads = reads()
        let first = try await begin("ana", in: reads)
        let alone = try await store.batch(0)
        #expect(alone.users == [try UserID("ana")])
        let later = [
            try await begin("bea", in: reads), try await begin("cleo", in: reads), try await begin("bea", in: reads),
        ]
        alone.answer.resume()
        #expect(try await first.value == [.readiness: Array("ana".utf8)])
        let batch = try await store.batch(1)
        #expect(batch.users == [try UserID("bea"), try UserID("cleo")])
        #expect(batch.patience > .seconds(3000))
        batch.answer.resume()
        #expect(try await later[0].value == later[2].value)
        #expect(try await later[1].value == [.readiness: Array("cleo".utf8)])
        #expect(store.count == 2)
    }

    @Test("who asks for other parts, or comes when the batch is full, is in another batch; nobody is left behind")
    func apart() async throws {
        let reads = reads(usersMax: 2)
        let first = try await begin("ana", in: reads)
        let others = [
            try await begin("bea", in: reads), try await begin("cleo", [.wellness], in: reads),
            try await begin("dora", in: reads), try await begin("eve", in: reads),
        ]
        let sizes = [1, 2, 1, 1]
        for (number, size) in sizes.enumerated() {
            let batch = try await store.batch(number)
            #expect(batch.users.count == size)
            batch.answer.resume()
        }
        #expect(try await first.value[.readiness] == Array("ana".utf8))
        let expected: [(ProfilePart, String)] = [
            (.readiness, "bea"), (.wellness, "cleo"), (.readiness, "dora"), (.readiness, "eve"),
        ]
        for (task, (part, name)) in zip(others, expected) {
            #expect(try await task.value[part] == Array(name.utf8))
        }
    }

    @Test("a batch that fails fails for all in it, and the next one is read all the same")
    func failure() async throws {
        let reads = reads()
        let first = try await begin("ana", in: reads)
        let second = try await begin("bea", in: reads)
        try await store.batch(0).answer.resume(throwing: Store.Down())
        await #expect(throws: Store.Down.self) { try await first.value }
        try await store.batch(1).answer.resume()
        #expect(try await second.value == [.readiness: Array("bea".utf8)])
    }

    @Test("more than may wait are refused at once")
    func bounded() async throws {
        let reads = reads(waitingMax: 1)
        let first = try await begin("ana", in: reads)
        let alone = try await store.batch(0)
        let second = try await begin("bea", in: reads)
        await #expect(throws: CoalescedReads.Overloaded.self) {
            try await reads.read([.readiness], of: UserID("cleo"), within: .seconds(5))
        }
        alone.answer.resume()
        try await store.batch(1).answer.resume()
        _ = try await (first.value, second.value)
    }
}

import Identity
import Synchronization

/// Joins the reads of single users that come while others are under way into one read of all of them.
///
/// A read that finds few others under way begins at once, so alone it waits for nobody. Under load the next batch holds
/// everything that came during the one before, which costs a store that answers statement by statement little more
/// than a single user would.
final class CoalescedReads: Sendable {
    typealias Read =
        @Sendable (_ parts: [ProfilePart], _ users: [UserID], Duration) async throws -> [UserID: ProfileParts]

    private struct Waiting {
        let parts: [ProfilePart]
        let user: UserID
        let end: ContinuousClock.Instant
        let answer: CheckedContinuation<ProfileParts, any Error>
    }

    private struct State {
        var batches = 0
        var waiting: [Waiting] = []
    }

    private let state = Mutex(State())
    private let batchesMax: Int
    private let usersMax: Int
    private let waitingMax: Int
    private let read: Read

    /// So many wait already that one more would not get its turn in time.
    struct Overloaded: Error {}

    /// - Parameters:
    ///   - batchesMax: under way at once.
    ///   - usersMax: in one batch.
    ///   - waitingMax: one more throws ``Overloaded``.
    init(batchesMax: Int = 2, usersMax: Int = 64, waitingMax: Int = 4096, read: @escaping Read) {
        self.batchesMax = batchesMax
        self.usersMax = usersMax
        self.waitingMax = waitingMax
        self.read = read
    }

    /// Reads that no batch has taken yet.
    var waitingCount: Int { state.withLock { $0.waiting.count } }

    /// What the batch's read has of the user. A failed batch fails for everybody in it.
    ///
    /// - Parameter patience: how long to wait. A batch is as patient as its most patient member, so that the others may
    ///   wait longer than they wanted, but never twice as long.
    func read(_ parts: [ProfilePart], of user: UserID, within patience: Duration) async throws -> ProfileParts {
        try await withCheckedThrowingContinuation { answer in
            let read = Waiting(parts: parts, user: user, end: .now + patience, answer: answer)
            let begins: Bool? = state.withLock { state in
                guard state.waiting.count < waitingMax else { return nil }
                state.waiting.append(read)
                guard state.batches < batchesMax else { return false }
                state.batches += 1
                return true
            }
            switch begins {
            case true?: Task { await readBatches() }
            case false?: break
            case nil: answer.resume(throwing: Overloaded())
            }
        }
    }

    /// Reads batch after batch until nobody waits.
    private func readBatches() async {
        while let batch = next() {
            let now = ContinuousClock.now
            do {
                let users = Array(Set(batch.map(\.user)))
                let patience = batch.map { $0.end - now }.max() ?? .zero
                let found = try await read(batch[0].parts, users, patience)
                for read in batch { read.answer.resume(returning: found[read.user] ?? [:]) }
            } catch {
                for read in batch { read.answer.resume(throwing: error) }
            }
        }
    }

    /// The next reads that ask for the same parts, in the order of their coming; nil ends the caller's work.
    private func next() -> [Waiting]? {
        state.withLock { state in
            guard let parts = state.waiting.first?.parts else {
                state.batches -= 1
                return nil
            }
            var batch: [Waiting] = []
            state.waiting.removeAll { read in
                guard read.parts == parts, batch.count < usersMax else { return false }
                batch.append(read)
                return true
            }
            return batch
        }
    }
}

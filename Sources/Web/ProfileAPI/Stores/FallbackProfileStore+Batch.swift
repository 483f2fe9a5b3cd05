import HTTPKit
import Identity
import Profiles

extension FallbackProfileStore {
    /// What was found of many users.
    package struct Batch<Value: Sendable>: Sendable {
        /// Each user's from the first store that knows any; users whom no store knows are absent.
        package var found: [UserID: Answer<Value>]
        /// False where PostgreSQL could not be asked for those whom Redis lacks: absence then proves nothing.
        package var isComplete: Bool
    }

    /// Those of the parts that are stored, of many users: one round trip to Redis, and one to PostgreSQL for the rest.
    ///
    /// - Throws: where neither store answers at all.
    package func read(
        _ parts: [ProfilePart], of users: [UserID], until end: Deadline
    ) async throws(Unavailable) -> Batch<ProfileParts> {
        try await batch(of: users, until: end) { try await $0.read(parts, of: $1, within: $2) }
    }

    /// The rows of many users, as ``read(_:of:until:)-(_,[UserID],_)`` reads their parts.
    package func wellness(
        of users: [UserID], until end: Deadline
    ) async throws(Unavailable) -> Batch<WellnessProfile> {
        try await batch(of: users, until: end) { try await $0.wellness(of: $1, within: $2) }
    }

    func batch<Value: Sendable>(
        of users: [UserID], until end: Deadline,
        _ ask: (any ProfileStore, [UserID], Duration) async throws -> [UserID: Value]
    ) async throws(Unavailable) -> Batch<Value> {
        let live = try? await ask(redis, users, min(deadlines.redis, end.left))
        var batch = Batch(
            found: (live ?? [:]).mapValues { Answer(value: $0, source: .redis) }, isComplete: true)
        let missing = users.filter { batch.found[$0] == nil }
        guard !missing.isEmpty else { return batch }
        do {
            let archived = try await ask(postgres, missing, end.left)
            batch.found.merge(archived.mapValues { Answer(value: $0, source: .postgres) }) { first, _ in first }
        } catch {
            guard live != nil else { throw Unavailable(cause: error) }
            batch.isComplete = false
        }
        return batch
    }
}

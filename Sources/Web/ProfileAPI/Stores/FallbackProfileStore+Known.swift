import HTTPKit
import Identity
import Profiles

// A person is known everywhere or nowhere: who has told nothing but a time zone has a profile without parts, and who has
// only clicked has scores of days without data.
extension FallbackProfileStore {
    /// The whole profile, without parts where there are none yet; nil of somebody of whom neither store knows anything.
    package func profile(of user: UserID, until end: Deadline) async throws(Unavailable) -> Answer<ProfileParts>? {
        if let answer = try await read(ProfilePart.allCases, of: user, until: end) { return answer }
        return try await known([user], until: end).found[user]
    }

    /// The same of many users.
    package func profiles(of users: [UserID], until end: Deadline) async throws(Unavailable) -> Batch<ProfileParts> {
        var batch = try await read(ProfilePart.allCases, of: users, until: end)
        let missing = users.filter { batch.found[$0] == nil }
        guard !missing.isEmpty else { return batch }
        let known = try await known(missing, until: end)
        batch.found.merge(known.found) { first, _ in first }
        batch.isComplete = batch.isComplete && known.isComplete
        return batch
    }

    /// The rows of the user, none where something else is known of them; nil of somebody of whom nothing is known.
    package func rows(of user: UserID, until end: Deadline) async throws(Unavailable) -> Answer<WellnessProfile>? {
        if let answer = try await wellness(of: user, until: end) { return answer }
        return try await known([user], until: end).found[user].map {
            Answer(value: WellnessProfile(), source: $0.source)
        }
    }

    /// Those of the users of whom a store knows anything, each with no part.
    private func known(_ users: [UserID], until end: Deadline) async throws(Unavailable) -> Batch<ProfileParts> {
        try await batch(of: users, until: end) { store, users, patience in
            let known = try await store.known(users, within: patience)
            return Dictionary(uniqueKeysWithValues: known.map { ($0, ProfileParts()) })
        }
    }
}

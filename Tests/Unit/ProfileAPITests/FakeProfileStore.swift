import Events
import Identity
import Postgres
import Profiles
import Synchronization

@testable import ProfileAPI

/// A store that answers from memory, or fails as long as it is told to.
final class FakeProfileStore: ProfileArchive {
    struct Down: Error {}

    private struct State {
        var profiles: [String: ProfileParts] = [:]
        var wellness: [String: WellnessProfile] = [:]
        var revisions: [String: [ScoreRevision]] = [:]
        var damaged: Set<String> = []
        var slow: Set<String> = []
        var isDown = false
        var pings = 0
        var deadlines: [Duration] = []
    }

    private let state: Mutex<State>

    init(_ profiles: [String: [ProfilePart: String]] = [:], isDown: Bool = false) {
        state = Mutex(State(profiles: profiles.mapValues(ProfileParts.init), isDown: isDown))
    }

    /// - Parameter revisions: by user and date, a space between.
    convenience init(
        _ profiles: [String: [ProfilePart: String]] = [:], wellness: [String: WellnessProfile],
        revisions: [String: [ScoreRevision]] = [:]
    ) {
        self.init(profiles)
        state.withLock { state in
            state.wellness = wellness
            state.revisions = revisions
        }
    }

    func read(_ parts: [ProfilePart], of user: UserID, within deadline: Duration) async throws -> ProfileParts {
        try answer(within: deadline) { ($0.profiles[user.text] ?? [:]).only(parts) }
    }

    func wellness(of user: UserID, within deadline: Duration) async throws -> WellnessProfile? {
        if state.withLock({ $0.damaged.contains(user.text) }) { throw try Self.damage() }
        if state.withLock({ $0.slow.contains(user.text) }) { throw PostgresError(.deadline, "no result in time") }
        return try answer(within: deadline) { $0.wellness[user.text] }
    }

    func read(
        _ parts: [ProfilePart], of users: [UserID], within deadline: Duration
    ) async throws -> [UserID: ProfileParts] {
        try answer(within: deadline) { state in
            var found: [UserID: ProfileParts] = [:]
            for user in users {
                let stored = (state.profiles[user.text] ?? [:]).only(parts)
                if !stored.isEmpty { found[user] = stored }
            }
            return found
        }
    }

    func wellness(of users: [UserID], within deadline: Duration) async throws -> [UserID: WellnessProfile] {
        try answer(within: deadline) { state in
            var found: [UserID: WellnessProfile] = [:]
            for user in users where !state.damaged.contains(user.text) { found[user] = state.wellness[user.text] }
            return found
        }
    }

    func known(_ users: [UserID], within deadline: Duration) async throws -> Set<UserID> {
        try answer(within: deadline) { state in
            Set(users.filter { state.profiles[$0.text]?.isEmpty == false || state.wellness[$0.text] != nil })
        }
    }

    func revisions(of user: UserID, on date: CivilDate, within deadline: Duration) async throws -> [ScoreRevision] {
        try answer(within: deadline) { $0.revisions["\(user.text) \(date)"] ?? [] }
    }

    func ping(within deadline: Duration) async throws {
        let isDown = state.withLock { state in
            state.pings += 1
            return state.isDown
        }
        if isDown { throw Down() }
    }

    /// Pings so far.
    var pings: Int { state.withLock { $0.pings } }

    /// Stores documents besides what is there.
    func add(_ user: String, _ documents: [ProfilePart: String]) {
        state.withLock { $0.profiles[user] = ProfileParts(documents) }
    }

    /// From now on the wellness state of the user is unreadable.
    func damage(_ user: String) { state.withLock { _ = $0.damaged.insert(user) } }

    /// From now on the wellness state of the user takes too long.
    func slow(_ user: String) { state.withLock { _ = $0.slow.insert(user) } }

    private static func damage() throws -> UnreadableState {
        do throws(StateError) { _ = try WellnessProfile(fields: [("s", [])]) } catch {
            return UnreadableState(reason: error)
        }
        throw Down()
    }

    func fail(_ isDown: Bool) { state.withLock { $0.isDown = isDown } }

    /// The deadlines of the reads so far.
    var deadlines: [Duration] { state.withLock { $0.deadlines } }

    private func answer<Value: Sendable>(within deadline: Duration, _ value: (State) -> Value) throws -> Value {
        try state.withLock { state in
            state.deadlines.append(deadline)
            if state.isDown { throw Down() }
            return value(state)
        }
    }
}

extension ProfileParts {
    fileprivate init(_ documents: [ProfilePart: String]) {
        self.init()
        for (part, document) in documents { self[part] = Array(document.utf8) }
    }
}

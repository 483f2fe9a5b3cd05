import ProfileAPI
import Synchronization

/// A store that answers from memory, or fails as long as it is told to.
final class FakeProfileStore: ProfileStore {
    struct Down: Error {}

    private struct State {
        var profiles: [String: ProfileParts] = [:]
        var isDown = false
        var deadlines: [Duration] = []
    }

    private let state: Mutex<State>

    init(_ profiles: [String: [ProfilePart: String]] = [:], isDown: Bool = false) {
        let bytes = profiles.mapValues { $0.mapValues { Array($0.utf8) } }
        state = Mutex(State(profiles: bytes, isDown: isDown))
    }

    func read(_ parts: [ProfilePart], of user: UserID, within deadline: Duration) async throws -> ProfileParts {
        try state.withLock { state in
            state.deadlines.append(deadline)
            if state.isDown { throw Down() }
            return (state.profiles[user.text] ?? [:]).filter { parts.contains($0.key) }
        }
    }

    func ping(within deadline: Duration) async throws {
        if state.withLock({ $0.isDown }) { throw Down() }
    }

    func fail(_ isDown: Bool) { state.withLock { $0.isDown = isDown } }

    /// The deadlines of the reads so far.
    var deadlines: [Duration] { state.withLock { $0.deadlines } }
}

import Synchronization

/// How long the pipeline takes to be well again after each strike.
final class Recoveries: Sendable {
    /// A strike that is over, and all is well again.
    struct Recovery: Sendable {
        let strike: Strike
        /// When it ended.
        let healed: ContinuousClock.Instant
        /// How long after that everything it can have disturbed was well.
        let took: Duration
    }

    private struct State {
        var open: [(strike: Strike, healed: ContinuousClock.Instant)] = []
        var closed: [Recovery] = []
        /// When each path was found behind last.
        var behind: [Path: ContinuousClock.Instant]
        var lastLook: ContinuousClock.Instant

        func lastBehind(_ paths: some Sequence<Path>) -> ContinuousClock.Instant? {
            paths.compactMap { behind[$0] }.max()
        }
    }

    private let state: Mutex<State>

    /// A path is well if nothing in it is older than this.
    static let tolerance = Duration.seconds(2)
    /// How long to look before we believe that a fault had no effect: as much must be old enough to be missed.
    private static let patience = Duration.seconds(3)

    init(now: ContinuousClock.Instant) {
        let behind = Dictionary(uniqueKeysWithValues: Path.allCases.map { ($0, now) })
        state = Mutex(State(behind: behind, lastLook: now))
    }

    /// A fault has ended now.
    func healed(_ strike: Strike, at now: ContinuousClock.Instant) {
        state.withLock { $0.open.append((strike, now)) }
    }

    /// How old the oldest thing in each path is at this time.
    func update(_ ages: [Path: Duration], at now: ContinuousClock.Instant) {
        state.withLock { state in
            state.lastLook = now
            for (path, age) in ages where age > Self.tolerance { state.behind[path] = now }
            var open = state.open
            open.removeAll { strike, healed in
                let behind = state.lastBehind(strike.fault.disturbs) ?? healed
                guard now - healed > Self.patience, now - behind > Self.tolerance else { return false }
                state.closed.append(Recovery(strike: strike, healed: healed, took: max(.zero, behind - healed)))
                return true
            }
            state.open = open
        }
    }

    /// Whether somebody has looked since then, and all was well for a while.
    func wasWell(since start: ContinuousClock.Instant) -> Bool {
        state.withLock { state in
            let behind = max(start, state.lastBehind(Path.allCases) ?? start)
            return state.lastLook - behind > Self.tolerance
        }
    }

    /// The strikes after which it is not well yet.
    var unrecovered: [Strike] { state.withLock { $0.open.map(\.strike) } }

    /// The others.
    var recovered: [Recovery] { state.withLock(\.closed) }
}

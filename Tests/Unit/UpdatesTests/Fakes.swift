import Access
import AccessFakes
import Events
import HTTPKit
import Identity
import Synchronization

@testable import Updates

/// States that a test sets.
final class FakeSource: LiveSource {
    struct Down: Error {}

    private struct State {
        var texts: [UserID: String] = [:]
        var figures: [UserID: AlertFigures] = [:]
        var isDown = false
        var reads: [[UserID]] = []
    }

    private let state = Mutex(State())

    func set(_ user: UserID, _ text: String?, figures: AlertFigures? = nil) {
        state.withLock { state in
            state.texts[user] = text
            state.figures[user] = figures
        }
    }

    func fail(_ isDown: Bool) { state.withLock { $0.isDown = isDown } }

    var reads: [[UserID]] { state.withLock { $0.reads } }

    func profiles(of users: [UserID]) async throws -> LiveProfiles {
        try state.withLock { state in
            state.reads.append(users)
            if state.isDown { throw Down() }
            var found: [UserID: LiveProfile] = [:]
            for user in users {
                guard let text = state.texts[user] else { continue }
                let figures = state.figures[user]
                found[user] = .fake(text, of: user, figures: figures)
            }
            return LiveProfiles(found)
        }
    }
}

extension LiveProfile {
    /// A document of the user, the text, and what is shown where that is not all.
    static func fake(_ text: String, of user: UserID, figures: AlertFigures? = nil) -> LiveProfile {
        LiveProfile(
            document: { shown in
                let signals = Signal.allCases.filter(shown.contains).map(\.rawValue).joined(separator: "+")
                let seen = shown.count == Signal.allCases.count ? "" : #","shown":"\#(signals)""#
                return Array(#"{"user":"\#(user.text)","state":"\#(text)"\#(seen)}"#.utf8)
            }, figures: { figures })
    }
}

/// Decisions that a test changes.
final class FakeRules: Sendable {
    private struct State {
        var people: [UserID: Set<Signal>] = [:]
        var teams: [String: [UserID]] = [:]
        var alerts = AlertPreferences()
        var generation = AccessGeneration(decisions: 0, alerts: 0)
        var looks: [[Look.Shown]] = []
        var isFull = false
        var isDown = false
        var generationsAsked = 0
        var decisions = 0
    }

    private let state = Mutex(State())

    /// Moves the generation.
    func set(_ user: UserID, shows signals: Set<Signal>) {
        state.withLock { state in
            state.people[user] = signals
            state.generation.decisions += 1
        }
    }

    func set(team: String, _ users: [UserID]) {
        state.withLock { state in
            state.teams[team] = users
            state.generation.decisions += 1
        }
    }

    func set(_ alerts: AlertPreferences) {
        state.withLock { state in
            state.alerts = alerts
            state.generation.alerts += 1
        }
    }

    func fail(_ isDown: Bool) { state.withLock { $0.isDown = isDown } }

    /// From now on no look is taken.
    func refuseLooks() { state.withLock { $0.isFull = true } }

    /// What was recorded as shown of others, look by look.
    var looks: [[Look.Shown]] { state.withLock { $0.looks } }
    var generationsAsked: Int { state.withLock { $0.generationsAsked } }
    var decisions: Int { state.withLock { $0.decisions } }

    var rules: LiveRules {
        var rules = LiveRules(Access())
        rules.decide = { scope, _, _ throws(Problem) in try self.decide(scope) }
        rules.record = { shown, scope, _ throws(Problem) in
            let isFull = self.state.withLock { state in
                if !scope.isOwn, !state.isFull { state.looks.append(shown) }
                return state.isFull
            }
            if isFull { throw Problem.unavailable("full") }
        }
        rules.generation = { _ throws(Problem) in
            let (generation, isDown) = self.state.withLock { state in
                state.generationsAsked += 1
                return (state.generation, state.isDown)
            }
            if isDown { throw Problem.unavailable("down") }
            return generation
        }
        rules.alerts = { _, _ throws(Problem) in self.state.withLock { $0.alerts } }
        return rules
    }

    private func decide(_ scope: LiveScope) throws(Problem) -> [Visibility] {
        let (state, isDown) = state.withLock { state in
            state.decisions += 1
            return ((state.people, state.teams), state.isDown)
        }
        if isDown { throw Problem.unavailable("down") }
        func visibility(_ user: UserID) -> Visibility {
            Visibility(of: user, shown: state.0[user] ?? Set(Signal.allCases))
        }
        switch scope {
        case .own(let user): return [Visibility(of: user, shown: Set(Signal.allCases))]
        case .person(let user):
            guard state.0[user] != [] else { throw Problem.forbidden("not shared") }
            return [visibility(user)]
        case .team(let team):
            guard let users = state.1[team] else { throw Problem.forbidden("not yours") }
            return users.map(visibility)
        }
    }
}

/// A clock that stands still until it is moved.
final class ManualClock: Sendable {
    private let time = Mutex(ContinuousClock.now)

    var now: ContinuousClock.Instant { time.withLock { $0 } }

    func advance(by duration: Duration) { time.withLock { $0 += duration } }
}

extension UserID: ExpressibleByStringLiteral {
    /// A valid id.
    public init(stringLiteral text: String) {
        do throws(Problem) { try self.init(text) } catch { preconditionFailure("\(error)") }
    }
}

extension CivilDate: ExpressibleByStringLiteral {
    /// A valid date.
    public init(stringLiteral text: String) { self = CivilDate(text) ?? .earliest }
}

extension Instant: ExpressibleByStringLiteral {
    /// A valid time.
    public init(stringLiteral text: String) { self = Instant(rfc3339: text.utf8) ?? Instant(microseconds: 0) }
}

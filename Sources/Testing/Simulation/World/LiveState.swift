import Events
import Profiles
import Readiness
import Synchronization

/// The clock and the configuration's current commit: what the processes ask through `@Sendable` closures.
final class LiveState: Sendable {
    private struct State {
        var clock: Int64 = 0
        var commit = 0
    }

    /// When every world begins.
    static let beginning = Instant(milliseconds: 1_790_000_000_000)

    private let state = Mutex(State())

    var clock: Int64 { state.withLock { $0.clock } }

    /// The wall clock.
    var now: Instant { Self.beginning.advanced(byMilliseconds: clock) }

    func advance(_ milliseconds: Int64) { state.withLock { $0.clock += milliseconds } }

    /// The configuration's branch moves on.
    func commit() {
        state.withLock { $0.commit += 1 }
    }

    var terms: WellnessProfile.Terms { Self.terms(of: state.withLock { $0.commit }) }

    /// The terms of a commit, found again by its name.
    static func terms(named name: String) -> WellnessProfile.Terms? {
        Int(name.dropFirst()).map { terms(of: $0) }
    }

    private static func terms(of commit: Int) -> WellnessProfile.Terms {
        var settings = ReadinessSettings()
        settings.sleepNeedMin += Double(commit % 5) * 10
        return WellnessProfile.Terms(settings: settings, configCommit: "c\(commit)")
    }

    /// Short in some commits, so that insights of the activity fold are held back in others.
    var activityInterval: Duration { state.withLock { $0.commit.isMultiple(of: 2) ? .milliseconds(200) : .seconds(2) } }
}

extension Instant {
    fileprivate func advanced(byMilliseconds milliseconds: Int64) -> Instant {
        Instant(microseconds: microseconds + milliseconds * 1000)
    }
}

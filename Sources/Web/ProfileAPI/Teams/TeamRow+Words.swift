import Access
import Events
import Readiness

extension TeamRow {
    /// What moved the score, greatest first; nothing that speaks of a withheld signal.
    var drivers: [ShownDriver] {
        (readiness?.total?.drivers ?? []).filter { visibility.shows($0.component.rawValue) }.map(ShownDriver.init)
    }

    /// Warnings by their wire names; nothing that speaks of a withheld signal.
    var flags: [ReadinessFlag] { (readiness?.flags ?? []).filter { visibility.shows($0.rawValue) } }

    /// Whether older values stand in for some of today's that may be shown; nil where the score is withheld.
    var isStale: Bool? { readiness.map { $0.components.stale.contains { visibility.shows($0.rawValue) } } }
}

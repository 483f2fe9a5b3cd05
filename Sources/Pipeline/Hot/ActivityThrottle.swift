import Events
import Streaming

/// Lets each user's activity insight out at most once per interval, and the last one always.
///
/// Bounded: past `capacity` waiting users all of them go out early.
struct ActivityThrottle {
    /// Can change between batches.
    var interval: Duration
    private let capacity: Int
    private var lastSent: [ExactText: ContinuousClock.Instant] = [:]
    private var waiting: [ExactText: Insight] = [:]

    init(interval: Duration, capacity: Int) {
        self.interval = interval
        self.capacity = capacity
    }

    /// Takes a new insight; it replaces one of the same user that still waits.
    mutating func offer(_ insight: Insight) { waiting[ExactText(insight.userID)] = insight }

    /// Drops what waits of a user, so that it is not told after the user was erased.
    mutating func forget(_ user: ExactText) {
        waiting[user] = nil
        lastSent[user] = nil
    }

    /// The insights that may go out now.
    func due(now: ContinuousClock.Instant) -> [Insight] {
        if waiting.count > capacity { return Array(waiting.values) }
        return waiting.values.filter { insight in
            lastSent[ExactText(insight.userID)].map { now - $0 >= interval } ?? true
        }
    }

    /// When the first of those that wait may go out; nil while none waits.
    var nextDue: ContinuousClock.Instant? {
        waiting.keys.lazy.compactMap { lastSent[$0].map { $0 + interval } }.min()
    }

    /// Everything that waits, for a shutdown or a revoke.
    var all: [Insight] { Array(waiting.values) }

    /// Remembers that these went out.
    mutating func sent(_ insights: [Insight], now: ContinuousClock.Instant) {
        for insight in insights {
            lastSent[ExactText(insight.userID)] = now
            waiting[ExactText(insight.userID)] = nil
        }
        guard lastSent.count > 2 * capacity else { return }
        lastSent = lastSent.filter { now - $0.value < interval }
        // So many users within one interval: better some insights early than memory without a bound.
        if lastSent.count > 2 * capacity { lastSent = [:] }
    }
}

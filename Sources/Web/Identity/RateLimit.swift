import Bounded
import HTTPKit
import Synchronization

/// How many requests a caller may make.
package struct RequestRate: Sendable, Equatable {
    /// In the long run; more than 0.
    package var perSecond: Double
    /// At once after a pause; at least 1.
    package var burst: Double

    /// A rate.
    package init(perSecond: Double, burst: Double) {
        self.perSecond = perSecond
        self.burst = max(1, burst)
    }
}

/// Answers 429 with `Retry-After` to a subject that asks too often.
///
/// One bucket for each subject, however many tokens and connections it has. The table is bounded; who was idle longest
/// is forgotten first, and has a full bucket by then unless there are more callers than entries.
package final class RateLimit: Sendable {
    private let buckets: Mutex<RecentTable<UserID, RequestBucket>>
    private let rate: @Sendable (Caller) -> RequestRate?
    private let now: @Sendable () -> ContinuousClock.Instant

    /// - Parameter rate: asked at every request; nil lets a caller ask as often as it likes.
    package init(
        subjectsMax: Int = 50_000, now: @escaping @Sendable () -> ContinuousClock.Instant = { .now },
        rate: @escaping @Sendable (Caller) -> RequestRate?
    ) {
        buckets = Mutex(RecentTable(capacity: subjectsMax))
        self.rate = rate
        self.now = now
    }

    /// Counts a request of the caller.
    ///
    /// - Throws: a 429 while its subject has nothing left.
    func admit(_ caller: Caller) throws(Problem) {
        guard let rate = rate(caller) else { return }
        let now = now()
        let wait = buckets.withLock { buckets in
            buckets.change(caller.subject, from: RequestBucket(full: rate, at: now)) { $0.take(rate, at: now) }
        }
        if let wait { throw Problem.tooManyRequests(perSecond: rate.perSecond, retryAfter: wait) }
    }
}

/// What a subject has left. A refused request takes nothing. Pure: the caller brings the time.
struct RequestBucket: Sendable {
    private var left: Double
    private var last: ContinuousClock.Instant

    init(full rate: RequestRate, at now: ContinuousClock.Instant) {
        left = rate.burst
        last = now
    }

    /// - Returns: nil if there was something left, else how long until there is.
    mutating func take(_ rate: RequestRate, at now: ContinuousClock.Instant) -> Duration? {
        let elapsed = max(.zero, now - last)
        left = min(rate.burst, left + elapsed / .seconds(1) * rate.perSecond)
        last = now
        guard left < 1 else {
            left -= 1
            return nil
        }
        return .seconds((1 - left) / rate.perSecond)
    }
}

import Bounded
import Events
import Synchronization

/// When rows without an id of their own came in, remembered for a while: a row that comes again is then the same event
/// as before, and cannot win over a correction that came in between.
///
/// What is forgotten comes in anew. Nobody remembers for several processes together.
package final class Arrivals: Sendable {
    /// How long a row that comes again counts as sent again, and not as said again.
    static let memory: Duration = .seconds(3600)
    /// Rows that are remembered at least, a few megabytes.
    static let rowsMax = 65_536

    private struct State {
        var known = RecentTable<UInt64, Int64>(capacity: Arrivals.rowsMax)
        var last: Int64 = 0
    }

    private let state = Mutex(State())

    /// Remembers nothing yet.
    package init() {}

    /// When the row with this content came in: before, if it is remembered, else now.
    ///
    /// No two rows get the same time, and none an earlier one than the row before it, whatever the clock does.
    package func arrival(ofContent hash: UInt64, now: Instant) -> Instant {
        state.withLock { state in
            if let before = state.known[hash], now < Instant(microseconds: before).advanced(by: Arrivals.memory) {
                return Instant(microseconds: before)
            }
            state.last = max(now.microseconds, state.last + 1)
            state.known[hash] = state.last
            return Instant(microseconds: state.last)
        }
    }
}

extension Instant {
    fileprivate func advanced(by duration: Duration) -> Instant { advanced(bySeconds: duration.components.seconds) }
}

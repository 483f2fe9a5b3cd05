import CoreMetrics
import Identity
import Observability
import Synchronization

/// The looks that are not written yet. Bounded by the people in them: what does not fit was not shown.
///
/// A look is kept here until it stands in the directory, so that an outage of it loses nothing as long as this process
/// lives.
package final class AuditLog: Sendable {
    private struct State {
        var waiting: [Look] = []
        /// People in all of ``waiting``.
        var people = 0
        /// The same of each coach.
        var peopleOfCoaches: [UserID: Int] = [:]
    }

    private let state = Mutex(State())
    private let capacity: Int
    /// What one coach may have waiting: a full table always, and never so much that others are refused for it.
    private let share: Int
    private let queued = Metric.auditQueued.counter()
    private let refused = Metric.auditRefused.counter()
    private let size = Metric.auditQueueSize.gauge()
    /// Tells the writer that there is something to do; one signal stands for many looks.
    let signals: AsyncStream<Void>
    private let signal: AsyncStream<Void>.Continuation

    /// - Parameter capacity: people in the looks that may wait, at about 100 bytes each; a quarter for one coach's.
    package init(capacity: Int = 20_000) {
        self.capacity = capacity
        share = max(Team.membersMax, capacity / 4)
        (signals, signal) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Takes the look, unless there is no room; then nothing may be shown.
    func record(_ look: Look) -> Bool {
        let people = look.shown.count
        guard people > 0 else { return true }
        let waiting = state.withLock { state -> Int? in
            guard state.people + people <= capacity else { return nil }
            if look.role == .coach {
                guard state.peopleOfCoaches[look.reader, default: 0] + people <= share else { return nil }
                state.peopleOfCoaches[look.reader, default: 0] += people
            }
            state.waiting.append(look)
            state.people += people
            return state.people
        }
        guard let waiting else {
            refused.increment(by: people)
            return false
        }
        queued.increment(by: people)
        size.record(waiting)
        signal.yield()
        return true
    }

    /// The oldest ones that have so many people together, and at least one; they stay here until ``written(_:)``.
    func oldest(people limit: Int) -> [Look] {
        state.withLock { state in
            var people = 0
            let count = state.waiting.prefix { look in
                people += look.shown.count
                return people <= limit
            }.count
            return Array(state.waiting.prefix(max(1, count)))
        }
    }

    /// Forgets the oldest ones. One writer alone may call it.
    func written(_ count: Int) {
        let left = state.withLock { state in
            for look in state.waiting.prefix(count) {
                state.people -= look.shown.count
                guard look.role == .coach, let people = state.peopleOfCoaches[look.reader] else { continue }
                state.peopleOfCoaches[look.reader] = people > look.shown.count ? people - look.shown.count : nil
            }
            state.waiting.removeFirst(min(count, state.waiting.count))
            return state.people
        }
        size.record(left)
    }

    /// How many people the waiting looks have together.
    package var count: Int { state.withLock { $0.people } }
}

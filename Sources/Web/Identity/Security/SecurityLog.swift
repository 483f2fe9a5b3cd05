import CoreMetrics
import Events
import Observability
import Synchronization

/// The security events that are not written yet, bounded in number whatever is done to us.
///
/// Equal ones of a minute are told twice at most: the first at once, the others as one with their number when the minute is
/// over. Of each kind so many different ones are told in a minute; further ones are only counted. So a flood of refused
/// requests costs each of them a look into a table, and the disk a few rows a minute; and it cannot crowd out other kinds.
package final class SecurityLog: Sendable {
    /// Different events of one kind in a minute.
    static let differentMax = 60
    private static let minute: Int64 = 60_000_000

    private struct Tally {
        var first: Instant
        var last: Instant
        var count = 0
        var isTold = false
    }

    private struct Label: Hashable {
        let kind: SecurityEvent.Kind
        let outcome: SecurityEvent.Outcome

        /// Those that can come about.
        static let all = SecurityEvent.Kind.allCases.flatMap { kind in
            let outcomes: [SecurityEvent.Outcome] =
                switch kind {
                case .loginRefused, .accessRefused, .adminTokenRefused: [.refused]
                case .teamChanged, .personErased: [.done, .failed]
                }
            return outcomes.map { Label(kind: kind, outcome: $0) }
        }
    }

    private struct State {
        var minute = Int64.min
        var tallies: [SecurityEvent.Facts: Tally] = [:]
        var different: [SecurityEvent.Kind: Int] = [:]
        var unwritten: [SecurityEvent] = []
    }

    /// Yields after something was recorded.
    let signals: AsyncStream<Void>
    private let signal: AsyncStream<Void>.Continuation
    private let state = Mutex(State())
    private let capacity: Int
    private let now: @Sendable () -> Instant
    private let total = CounterFamily(Metric.securityEvents, Label.all) { [$0.kind.rawValue, $0.outcome.rawValue] }
    private let dropped = Metric.securityEventsDropped.counter()

    /// - Parameter capacity: events that may wait for a store that is away; older ones are kept, newer ones are only counted.
    package init(capacity: Int = 5000, now: @escaping @Sendable () -> Instant) {
        self.capacity = capacity
        self.now = now
        (signals, signal) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Notes one. Quick, and never fails.
    package func record(_ facts: SecurityEvent.Facts) {
        total.increment(Label(kind: facts.kind, outcome: facts.outcome), by: 1)
        let time = now()
        let lost = state.withLock { state in
            let lost = close(&state, at: time)
            var facts = facts
            if state.tallies[facts] == nil {
                if state.different[facts.kind, default: 0] >= Self.differentMax {
                    facts = facts.summary
                } else {
                    state.different[facts.kind, default: 0] += 1
                }
            }
            var tally = state.tallies[facts] ?? Tally(first: time, last: time)
            if tally.count == 0 { tally.first = time }
            tally.last = time
            tally.count += 1
            state.tallies[facts] = tally
            return lost
        }
        if lost > 0 { dropped.increment(by: lost) }
        signal.yield()
    }

    /// Whether there is something that is not written, be it that it is still gathered.
    var isPending: Bool {
        state.withLock { state in !state.unwritten.isEmpty || state.tallies.contains { $0.value.count > 0 } }
    }

    /// The oldest ones to be written now, which stay here until ``written(_:)``.
    ///
    /// - Parameter all: also those that would be gathered until the minute is over: nobody comes back for them.
    func oldest(_ limit: Int, all: Bool = false) -> [SecurityEvent] {
        let time = now()
        let (events, lost) = state.withLock { state in
            var lost = close(&state, at: time)
            for (facts, tally) in state.tallies where tally.count > 0 && (all || !tally.isTold) {
                lost += take(facts, tally, &state)
                state.tallies[facts] = Tally(first: time, last: time, isTold: true)
            }
            return (Array(state.unwritten.prefix(limit)), lost)
        }
        if lost > 0 { dropped.increment(by: lost) }
        return events
    }

    /// Forgets the oldest ones. One writer alone may call it.
    func written(_ count: Int) { state.withLock { $0.unwritten.removeFirst(min(count, $0.unwritten.count)) } }

    /// Leaves nothing here by which an erased person could be named.
    package func forget(_ person: String) {
        state.withLock { state in
            for index in state.unwritten.indices { state.unwritten[index].facts.forget(person) }
            for (facts, tally) in state.tallies {
                var anonymous = facts
                anonymous.forget(person)
                guard anonymous != facts else { continue }
                state.tallies[facts] = nil
                var merged = tally
                if let other = state.tallies[anonymous] { merged.count += other.count }
                state.tallies[anonymous] = merged
            }
        }
    }

    /// Ends a minute: what was gathered in it is to be written.
    ///
    /// - Returns: how many there was no room for.
    private func close(_ state: inout State, at time: Instant) -> Int {
        let minute = time.microseconds / Self.minute
        guard minute != state.minute else { return 0 }
        let lost = state.tallies.filter { $0.value.count > 0 }.sorted { $0.value.first < $1.value.first }
            .reduce(0) { $0 + take($1.key, $1.value, &state) }
        state.minute = minute
        state.tallies = [:]
        state.different = [:]
        return lost
    }

    private func take(_ facts: SecurityEvent.Facts, _ tally: Tally, _ state: inout State) -> Int {
        guard state.unwritten.count < capacity else { return tally.count }
        state.unwritten.append(SecurityEvent(facts, first: tally.first, last: tally.last, count: tally.count))
        return 0
    }
}

extension SecurityEvent.Facts {
    /// What stands in place of somebody who was erased.
    static let erased = "(erased)"

    fileprivate mutating func forget(_ person: String) {
        if actor.map({ ExactText($0) == ExactText(person) }) ?? false { (actor, address) = (Self.erased, nil) }
        if subject.map({ ExactText($0) == ExactText(person) }) ?? false { subject = Self.erased }
    }
}

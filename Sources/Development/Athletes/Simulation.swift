import Events

/// Made-up athletes with plausible nights and clicks, as NDJSON lines in the order in which they would arrive.
///
/// Pure and lazy: the same arguments give the same bytes, and memory holds no more than a few days of lines.
/// Each athlete's data depends on the seed and the athlete's number alone, so that more athletes add lines and change none.
package struct Simulation: Sequence, IteratorProtocol, Sendable {
    /// A line and the moment at which it is sent.
    struct Sent: Sendable {
        let at: Instant
        let line: [UInt8]
    }

    private var athletes: [SimulatedAthlete]
    private var date: CivilDate
    private let endDate: CivilDate
    /// What was made already but is sent on a later day.
    private var later: [Sent] = []
    private var today: ArraySlice<Sent> = []

    /// - Parameters:
    ///   - athletes: how many, named `sim-0001` and on.
    ///   - days: length of the history; its last day is `endDate`.
    ///   - endDate: nothing is sent, and nothing claims to have happened, after noon (UTC) of this day.
    package init(athletes: Int, days: Int, seed: UInt64, endDate: CivilDate) {
        let start = endDate.advanced(by: 1 - Swift.max(0, days))
        self.athletes = (0..<Swift.max(0, athletes)).map {
            SimulatedAthlete(number: $0 + 1, seed: seed, start: start, days: Swift.max(1, days))
        }
        date = start
        self.endDate = endDate
    }

    /// The next line, without its end.
    package mutating func next() -> [UInt8]? {
        while today.isEmpty {
            guard date <= endDate else { return nil }
            makeDay()
            date = date.advanced(by: 1)
        }
        return today.removeFirst().line
    }

    private mutating func makeDay() {
        var made = later
        for index in athletes.indices { athletes[index].live(date, into: &made) }
        let noon = Instant(date: endDate, minute: 12 * 60)
        let isDue: (Sent) -> Bool = { [date] in $0.at.utcDate <= date }
        later = made.filter { !isDue($0) }
        // Equal moments are ordered by their bytes, since a sort need not be stable.
        today =
            made.filter { isDue($0) && $0.at <= noon }
            .sorted { $0.at != $1.at ? $0.at < $1.at : $0.line.lexicographicallyPrecedes($1.line) }[...]
    }
}

extension Instant {
    /// A minute, and second, of a day in UTC.
    init(date: CivilDate, minute: Int, second: Int = 0) {
        self.init(microseconds: (Int64(date.dayNumber) * 86_400 + Int64(minute * 60 + second)) * 1_000_000)
    }
}

import Events

/// One training session's load.
public struct LoadEntry: Equatable, Sendable {
    /// The athlete's own date.
    public let date: CivilDate
    /// The event that reported the session; one event is one session.
    public let eventID: String
    /// In whatever unit the athlete's loads share, such as TRIMP or session RPE.
    public let load: Double

    /// An entry as read back from a store.
    public init(date: CivilDate, eventID: String, load: Double) {
        self.date = date
        self.eventID = eventID
        self.load = load
    }

    /// Equal when the same event (by bytes) reported the same load for the same date.
    public static func == (a: LoadEntry, b: LoadEntry) -> Bool {
        a.date == b.date && a.load == b.load && a.eventID.equalsByBytes(b.eventID)
    }
}

/// Sessions by date, and within a date by the bytes of the event id, so that sums of one date are always taken in one order.
///
/// Grouped by date, so that a new session moves those of its own date alone, and a score adds up dates and not sessions.
struct TrainingLoads: Equatable, Sendable {
    /// The sessions of one date; at least one.
    struct Day: Equatable, Sendable {
        let date: CivilDate
        private(set) var entries: [LoadEntry]
        private(set) var sum: Double

        init(_ entry: LoadEntry) {
            date = entry.date
            entries = [entry]
            sum = entry.load
        }

        mutating func merge(_ entry: LoadEntry) -> Bool {
            let index = entries.firstIndex(inOrder: entry) { $0.eventID.precedesByBytes($1.eventID) }
            if index < entries.endIndex, entries[index].eventID.equalsByBytes(entry.eventID) {
                guard entries[index].load < entry.load else { return false }
                entries[index] = entry
            } else {
                entries.insert(entry, at: index)
            }
            sum = entries.reduce(0) { $0 + $1.load }
            return true
        }
    }

    private(set) var days: [Day] = []
    private(set) var count = 0

    /// True when the entry is new, or greater than what the same event said before.
    mutating func merge(_ entry: LoadEntry) -> Bool {
        let index = firstIndex(from: entry.date)
        guard index < days.endIndex, days[index].date == entry.date else {
            days.insert(Day(entry), at: index)
            count += 1
            return true
        }
        count -= days[index].entries.count
        defer { count += days[index].entries.count }
        return days[index].merge(entry)
    }

    mutating func prune(before date: CivilDate) {
        let kept = firstIndex(from: date)
        count -= days[..<kept].reduce(0) { $0 + $1.entries.count }
        days.removeFirst(kept)
    }

    /// The dates in the range that have sessions, oldest first.
    func days(in range: Range<CivilDate>) -> ArraySlice<Day> {
        days[firstIndex(from: range.lowerBound)..<firstIndex(from: range.upperBound)]
    }

    /// The dates before `date` that have sessions, oldest first; with `days`, only those at most so many days before it.
    func before(_ date: CivilDate, within days: Int? = nil) -> ArraySlice<Day> {
        let first = days.map { min(date, date.advanced(by: -$0)) } ?? min(date, .earliest)
        return self.days(in: first..<date)
    }

    private func firstIndex(from date: CivilDate) -> Int { days.firstIndex(inOrder: date) { $0.date < $1 } }
}

extension Array {
    /// The first position of a sorted array whose element does not precede `other`.
    fileprivate func firstIndex<Other>(inOrder other: Other, _ precedes: (Element, Other) -> Bool) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if precedes(self[middle], other) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

extension DailyRows {
    /// Adds a session's load; true when it changed something. Out of range (negative, NaN, absurd) is no load.
    ///
    /// Several events of one date add up. Of two loads under one date and event id the greater stays, in any order.
    @discardableResult
    public mutating func add(
        load: Double, on date: CivilDate, eventID: String, within ranges: AcceptedRanges = .standard
    ) -> Bool {
        guard let load = ranges.load.accepted(load) else { return false }
        return loads.merge(LoadEntry(date: date, eventID: eventID, load: load))
    }

    /// Every session by date, then event id.
    public var loadEntries: [LoadEntry] { loads.days.flatMap(\.entries) }

    /// The sessions of the dates in the range, by date, then event id.
    public func loadEntries(in dates: Range<CivilDate>) -> [LoadEntry] { loads.days(in: dates).flatMap(\.entries) }

    /// The dates that have sessions, oldest first.
    public var loadDates: [CivilDate] { loads.days.map(\.date) }

    /// Puts a stored session back by merging it; the range is not checked again.
    public mutating func restore(_ entry: LoadEntry) { _ = loads.merge(entry) }

    /// Forgets sessions older than `date`.
    ///
    /// Fitness is an average over all sessions since the first, so this changes later penalties a little: prune at a
    /// distance that depends on the rows alone, several times the longer time constant back.
    public mutating func pruneLoads(before date: CivilDate) { loads.prune(before: date) }
}

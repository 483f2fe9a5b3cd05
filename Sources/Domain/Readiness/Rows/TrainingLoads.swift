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

    func precedes(_ other: LoadEntry) -> Bool {
        date != other.date ? date < other.date : eventID.precedesByBytes(other.eventID)
    }
}

/// Sessions sorted by date, then by the bytes of the event id, so that sums of one date are always taken in one order.
struct TrainingLoads: Equatable, Sendable {
    private(set) var entries: [LoadEntry] = []

    /// True when the entry is new, or greater than what the same event said before.
    mutating func merge(_ entry: LoadEntry) -> Bool {
        let index = firstIndex { !$0.precedes(entry) }
        if index < entries.endIndex, !entry.precedes(entries[index]) {
            guard entries[index].load < entry.load else { return false }
            entries[index] = entry
        } else {
            entries.insert(entry, at: index)
        }
        return true
    }

    mutating func prune(before date: CivilDate) { entries.removeFirst(firstIndex { $0.date >= date }) }

    /// Sessions dated before `date`, oldest first; of those, with `days`, only the ones at most so many days before it.
    func before(_ date: CivilDate, within days: Int? = nil) -> ArraySlice<LoadEntry> {
        let first = days.map { days in firstIndex { $0.date >= date.advanced(by: -days) } } ?? entries.startIndex
        return entries[first..<max(first, firstIndex { $0.date >= date })]
    }

    /// The first position for which the condition, false and then true along the array, holds.
    private func firstIndex(where holds: (LoadEntry) -> Bool) -> Int {
        var low = 0
        var high = entries.count
        while low < high {
            let middle = (low + high) / 2
            if holds(entries[middle]) { high = middle } else { low = middle + 1 }
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
    public var loadEntries: [LoadEntry] { loads.entries }

    /// Puts a stored session back by merging it; the range is not checked again.
    public mutating func restore(_ entry: LoadEntry) { _ = loads.merge(entry) }

    /// Forgets sessions older than `date`.
    ///
    /// Fitness is an average over all sessions since the first, so this changes later penalties a little: prune at a
    /// distance that depends on the rows alone, several times the longer time constant back.
    public mutating func pruneLoads(before date: CivilDate) { loads.prune(before: date) }
}

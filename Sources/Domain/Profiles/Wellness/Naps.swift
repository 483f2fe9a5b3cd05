import Events
import Readiness

/// What one vendor says of one nap, or that it takes back the naps of that date.
package struct NapEntry: Equatable, Sendable {
    /// The athlete's own date.
    package let date: CivilDate
    /// The source of the nap.
    package let vendor: String
    /// The nap, known by when it was captured; without a value, everything up to then is taken back.
    package let nap: Register<SleepNight>

    /// An entry as read back from a store.
    package init(date: CivilDate, vendor: String, nap: Register<SleepNight>) {
        self.date = date
        self.vendor = vendor
        self.nap = nap
    }

    /// Equal when writer and values are the same bytes.
    package static func == (a: NapEntry, b: NapEntry) -> Bool {
        a.date == b.date && a.vendor.utf8.elementsEqual(b.vendor.utf8) && a.nap == b.nap
    }

    private var isTakenBack: Bool { nap.value == nil }

    /// A day that was taken back as one that is still to come counts as no day.
    fileprivate var isRetraction: Bool { isTakenBack && nap.capturedAt == EventLimits.retraction }

    /// Whether the entry belongs to an earlier date, or on the same one to a vendor before.
    fileprivate func precedes(_ date: CivilDate, _ vendor: String) -> Bool {
        self.date == date ? self.vendor.utf8.lexicographicallyPrecedes(vendor.utf8) : self.date < date
    }

    fileprivate func belongs(to date: CivilDate, _ vendor: String) -> Bool {
        self.date == date && self.vendor.utf8.elementsEqual(vendor.utf8)
    }

    /// Whether the other one takes this one's place: both are of the same capture.
    fileprivate func isReplaced(by other: NapEntry) -> Bool {
        guard isTakenBack == other.isTakenBack else { return other.isTakenBack }
        var merged = nap
        return merged.merge(other.nap)
    }
}

/// A person's naps: kept and shown beside the nights, and never scored.
///
/// As with the daily rows, what is kept depends on the set of entries and not on their order: of one date and vendor the
/// ``perDayMax`` captured last that are not taken back. What is left out can never come back, since whatever pushed it out
/// goes only together with everything before it.
package struct Naps: Equatable, Sendable {
    /// Entries of one date and vendor; nobody sleeps more often, but nobody keeps a sender from saying so.
    package static let perDayMax = 8

    /// By date, vendor (bytes) and capture.
    package private(set) var entries: [NapEntry] = []

    /// None.
    package init() {}

    /// Puts an entry in, one that is read back from a store too; true when that changed something.
    @discardableResult
    package mutating func merge(_ entry: NapEntry) -> Bool {
        let first = firstIndex(notBefore: entry.date, entry.vendor)
        var end = first
        while end < entries.endIndex, entries[end].belongs(to: entry.date, entry.vendor) { end += 1 }
        // A delete is the first of its day, since it takes away everything before it.
        if first < end, entries[first].nap.value == nil, entry.nap.capturedAt < entries[first].nap.capturedAt {
            return false
        }
        var place = first
        while place < end, entries[place].nap.capturedAt < entry.nap.capturedAt { place += 1 }
        if place < end, entries[place].nap.capturedAt == entry.nap.capturedAt {
            guard entries[place].isReplaced(by: entry) else { return false }
            entries[place] = entry
        } else {
            guard place > first || end - first < Naps.perDayMax else { return false }
            entries.insert(entry, at: place)
            end += 1
        }
        if entry.nap.value == nil {
            entries.removeSubrange(first..<place)
        } else if end - first > Naps.perDayMax {
            entries.remove(at: first)
        }
        return true
    }

    /// The naps of one date, by vendor and capture.
    package func taken(on date: CivilDate) -> some Sequence<NapEntry> {
        entries[firstIndex(notBefore: date, "")...].prefix { $0.date == date }.lazy.filter { $0.nap.value != nil }
    }

    /// The newest date of any entry, deletes included, so that it does not move back.
    var newestDate: CivilDate? { entries.last { !$0.isRetraction }?.date }

    /// The dates that have entries; with repetitions, in order.
    var dates: [CivilDate] { entries.map(\.date) }

    /// The entries within the range.
    func entries(in range: Range<CivilDate>) -> ArraySlice<NapEntry> {
        entries[firstIndex(notBefore: range.lowerBound, "")..<firstIndex(notBefore: range.upperBound, "")]
    }

    /// Forgets what is older than `date`; returns the dates of it.
    mutating func prune(before date: CivilDate) -> [CivilDate] {
        let count = firstIndex(notBefore: date, "")
        let forgotten = entries[..<count].map(\.date)
        if count > 0 { entries.removeFirst(count) }
        return forgotten
    }

    private func firstIndex(notBefore date: CivilDate, _ vendor: String) -> Int {
        var low = 0
        var high = entries.count
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].precedes(date, vendor) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

extension NapEntry {
    /// What an event says; nil where no duration can be believed.
    init?(_ row: SleepRecorded, eventID: String, within ranges: AcceptedRanges = .standard) {
        guard let duration = ranges.napDurationMin.accepted(row.durationMin) else { return nil }
        let sleep = SleepNight(
            durationMin: duration, efficiencyPct: ranges.efficiencyPct.accepted(row.efficiencyPct),
            latencyMin: ranges.latencyMin.accepted(row.latencyMin), wakeCount: ranges.wakeCount.accepted(row.wakeCount))
        self.init(
            date: row.date, vendor: row.vendor,
            nap: Register(capturedAt: row.capturedAt, eventID: eventID, value: sleep))
    }
}

import Events

/// An athlete's merged daily rows: the only input of a score besides date, sleep need and settings.
///
/// The state depends on the set of rows inserted and not on their order: duplicates, splits, shuffles and late
/// arrivals end in equal values. Memory is one register per vendor, date and field; `prune` bounds the dates, the
/// caller bounds the vendors.
public struct DailyRows: Equatable, Sendable {
    /// Sorted by the bytes of the vendor's name.
    private(set) var vendors: [VendorRows] = []
    /// The newest date of any register, tombstones included, so that it does not move back and what may be pruned can hang on it.
    ///
    /// Only a day that was taken back as one that is still to come does not count: else a single wrong clock would make
    /// everything that follows too old. Kept, since it is asked for with every event, and there may be many vendors.
    public private(set) var horizon: CivilDate?
    /// Training loads, kept apart because they add up instead of replacing each other.
    var loads = TrainingLoads()

    /// No rows.
    public init() {}

    /// Merges a row field by field; returns the entry that changed, nil when the row brought nothing new.
    @discardableResult
    public mutating func insert(_ row: HRVRow, within ranges: AcceptedRanges = .standard) -> RowKey? {
        let rmssd = ranges.rmssd.accepted(row.rmssd)
        let sdnn = ranges.sdnn.accepted(row.sdnn)
        let restingHR = ranges.restingHR.accepted(row.restingHR)
        guard rmssd != nil || sdnn != nil || restingHR != nil else { return nil }
        func register(_ value: Double) -> Register<Double> {
            Register(capturedAt: row.capturedAt, eventID: row.eventID, value: value)
        }
        return merge(
            HRVEntry(
                date: row.date, vendor: row.vendor, rmssd: rmssd.map(register), sdnn: sdnn.map(register),
                restingHR: restingHR.map(register)))
    }

    /// Merges a row as a whole; returns the entry that changed, nil when the row is older or has no valid duration.
    @discardableResult
    public mutating func insert(_ row: SleepRow, within ranges: AcceptedRanges = .standard) -> RowKey? {
        guard let duration = ranges.durationMin.accepted(row.durationMin) else { return nil }
        let night = SleepNight(
            durationMin: duration, efficiencyPct: ranges.efficiencyPct.accepted(row.efficiencyPct),
            latencyMin: ranges.latencyMin.accepted(row.latencyMin),
            wakeCount: ranges.wakeCount.accepted(row.wakeCount))
        return merge(
            SleepEntry(
                date: row.date, vendor: row.vendor,
                night: Register(capturedAt: row.capturedAt, eventID: row.eventID, value: night)))
    }

    /// Deletes what that vendor said about that date up to `capturedAt`, including rows that arrive later.
    ///
    /// Returns the entry that changed; a delete of something unknown is remembered and so changes the entry too.
    @discardableResult
    public mutating func delete(
        kind: RowKind, vendor: String, date: CivilDate, capturedAt: Instant, eventID: String
    ) -> RowKey? {
        switch kind {
        case .hrv:
            let tombstone = Register<Double>(capturedAt: capturedAt, eventID: eventID, value: nil)
            return merge(
                HRVEntry(date: date, vendor: vendor, rmssd: tombstone, sdnn: tombstone, restingHR: tombstone))
        case .sleep:
            let tombstone = Register<SleepNight>(capturedAt: capturedAt, eventID: eventID, value: nil)
            return merge(SleepEntry(date: date, vendor: vendor, night: tombstone))
        }
    }

    /// The newest date with a value that is not deleted: the date a live profile belongs to. Loads do not count.
    public var newestDate: CivilDate? { vendors.compactMap(\.newestValue).max() }

    /// Forgets registers and tombstones older than `date`; loads stay, see `pruneLoads(before:)`.
    public mutating func prune(before date: CivilDate) {
        for index in vendors.indices { vendors[index].prune(before: date) }
        vendors.removeAll(where: \.isEmpty)
        if let last = horizon, last < date { horizon = nil }
    }

    /// How many registers and loads there are: what memory goes by.
    public var registerCount: Int {
        vendors.reduce(loads.count) {
            $0 + $1.rmssd.dates.count + $1.sdnn.dates.count + $1.restingHR.dates.count + $1.sleep.dates.count
        }
    }

    /// Whether any register or tombstone is older than `date`, so that a caller need not prune in vain.
    public func hasEntries(before date: CivilDate) -> Bool {
        vendors.contains { rows in
            [rows.rmssd.dates.first, rows.sdnn.dates.first, rows.restingHR.dates.first, rows.sleep.dates.first]
                .contains { $0.map { $0 < date } ?? false }
        }
    }
}

extension DailyRows {
    /// Merges the registers of one date; returns its key when something changed.
    mutating func merge(_ entry: HRVEntry) -> RowKey? {
        let index = vendorIndex(entry.vendor)
        var changed = false
        if let register = entry.rmssd { changed = vendors[index].rmssd.merge(register, on: entry.date) }
        if let register = entry.sdnn { changed = vendors[index].sdnn.merge(register, on: entry.date) || changed }
        if let register = entry.restingHR {
            changed = vendors[index].restingHR.merge(register, on: entry.date) || changed
        }
        if changed { reach(entry.date, isRetraction: entry.isRetraction) }
        return changed ? RowKey(kind: .hrv, vendor: entry.vendor, date: entry.date) : nil
    }

    /// Merges the register of one night; returns its key when it changed.
    mutating func merge(_ entry: SleepEntry) -> RowKey? {
        let changed = vendors[vendorIndex(entry.vendor)].sleep.merge(entry.night, on: entry.date)
        if changed { reach(entry.date, isRetraction: entry.night.isRetraction) }
        return changed ? RowKey(kind: .sleep, vendor: entry.vendor, date: entry.date) : nil
    }

    /// The position of a vendor's rows: reading through it copies no rows.
    func position(of vendor: String) -> Int? {
        let index = firstIndex(notBefore: vendor)
        return index < vendors.endIndex && vendors[index].vendor.equalsByBytes(vendor) ? index : nil
    }

    private mutating func vendorIndex(_ vendor: String) -> Int {
        let index = firstIndex(notBefore: vendor)
        if index < vendors.endIndex, vendors[index].vendor.equalsByBytes(vendor) { return index }
        vendors.insert(VendorRows(vendor: vendor), at: index)
        return index
    }

    /// By halves: an athlete has a handful of vendors, but nobody keeps a sender from naming thousands.
    private func firstIndex(notBefore vendor: String) -> Int {
        var low = 0
        var high = vendors.count
        while low < high {
            let middle = (low + high) / 2
            if vendors[middle].vendor.precedesByBytes(vendor) { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private mutating func reach(_ date: CivilDate, isRetraction: Bool) {
        if !isRetraction {
            horizon = horizon.map { max($0, date) } ?? date
        } else if date == horizon {
            horizon = vendors.compactMap(\.newestDate).max()
        }
    }
}

import Events

/// What a store needs to know to write only what changed.
extension DailyRows {
    /// The names of all vendors, by their bytes.
    public var vendorNames: [String] { vendors.map(\.vendor) }

    /// The dates older than `date` that hold registers, tombstones included; unordered, with repetitions.
    public func dates(before date: CivilDate) -> [CivilDate] {
        guard hasEntries(before: date) else { return [] }
        return vendors.flatMap { rows in
            [rows.rmssd.dates, rows.sdnn.dates, rows.restingHR.dates, rows.sleep.dates]
                .flatMap { dates in dates.prefix { $0 < date } }
        }
    }

    /// The oldest date that holds a value which is not deleted; loads do not count.
    public var oldestDate: CivilDate? { vendors.compactMap(\.oldestValue).min() }
}

extension VendorRows {
    var oldestValue: CivilDate? {
        [rmssd.oldestValue, sdnn.oldestValue, restingHR.oldestValue, sleep.oldestValue].compactMap { $0 }.min()
    }
}

extension Series {
    var oldestValue: CivilDate? { registers.firstIndex { $0.value != nil }.map { dates[$0] } }
}

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

    /// Whether a register, tombstones included, is dated within the range.
    public func hasEntries(of kind: RowKind, in dates: ClosedRange<CivilDate>) -> Bool {
        vendors.contains { rows in
            switch kind {
            case .hrv:
                !rows.rmssd.slots(dates).isEmpty || !rows.sdnn.slots(dates).isEmpty
                    || !rows.restingHR.slots(dates).isEmpty
            case .sleep: !rows.sleep.slots(dates).isEmpty
            }
        }
    }

    /// Every date that holds a register, tombstones included; unordered, with repetitions.
    public func dates(of kind: RowKind) -> [CivilDate] {
        vendors.flatMap { rows in
            switch kind {
            case .hrv: rows.rmssd.dates + rows.sdnn.dates + rows.restingHR.dates
            case .sleep: rows.sleep.dates
            }
        }
    }
}

import Events

extension DailyRows {
    /// When the newest register dated within the range was captured, deletes included; nil if there is none.
    public func newestCapture(of kind: RowKind, in dates: ClosedRange<CivilDate>) -> Instant? {
        var newest: Instant?
        for rows in vendors {
            switch kind {
            case .hrv:
                rows.rmssd.raise(&newest, in: dates)
                rows.sdnn.raise(&newest, in: dates)
                rows.restingHR.raise(&newest, in: dates)
            case .sleep: rows.sleep.raise(&newest, in: dates)
            }
        }
        return newest
    }
}

extension Series {
    fileprivate func raise(_ newest: inout Instant?, in dates: ClosedRange<CivilDate>) {
        for slot in slots(dates) {
            let captured = registers[slot].capturedAt
            if newest.map({ $0 < captured }) ?? true { newest = captured }
        }
    }
}

import Events
import Readiness

/// Means over the last 7 and 60 days of one series, the profile's date included.
struct RollingWindow {
    /// The newest value, as measured.
    let last: (value: Double, date: CivilDate)?
    /// In ln(ms) for a logarithmic series, else in the series' own unit; nil without values.
    let mean7: Double?
    let mean60: Double?
    /// Sample standard deviation; nil with fewer than two values.
    let sd60: Double?
    let count60: Int

    init(of metric: Metric, vendor: String, in rows: DailyRows, on date: CivilDate) {
        // Oldest first: sums are always taken in one order, so that equal rows give equal bytes.
        let values = rows.values(of: metric, vendor: vendor, in: date.advanced(by: -59)...date)
        last = values.last.map { ($0.value, $0.date) }
        let all = values.map { metric == .restingHR ? $0.value : naturalLogarithm($0.value) }
        let weekStart = date.advanced(by: -6)
        mean7 = RollingWindow.mean(all[(values.firstIndex { $0.date >= weekStart } ?? all.endIndex)...])
        mean60 = RollingWindow.mean(all[...])
        count60 = all.count
        if let mean = mean60, all.count >= 2 {
            var squares = 0.0
            for value in all { squares += (value - mean) * (value - mean) }
            sd60 = (squares / Double(all.count - 1)).squareRoot()
        } else {
            sd60 = nil
        }
    }

    private static func mean(_ values: ArraySlice<Double>) -> Double? {
        guard !values.isEmpty else { return nil }
        var sum = 0.0
        for value in values { sum += value }
        return sum / Double(values.count)
    }
}

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

    init(on date: CivilDate, logarithmic: Bool, _ value: (CivilDate) -> Double?) {
        var last: (value: Double, date: CivilDate)?
        var week: [Double] = []
        var all: [Double] = []
        // Oldest first: sums are always taken in one order, so that equal rows give equal bytes.
        for back in stride(from: 59, through: 0, by: -1) {
            let day = date.advanced(by: -back)
            guard let value = value(day) else { continue }
            last = (value, day)
            let comparable = logarithmic ? naturalLogarithm(value) : value
            all.append(comparable)
            if back < 7 { week.append(comparable) }
        }
        self.last = last
        mean7 = RollingWindow.mean(week)
        mean60 = RollingWindow.mean(all)
        count60 = all.count
        if let mean = mean60, all.count >= 2 {
            var squares = 0.0
            for value in all { squares += (value - mean) * (value - mean) }
            sd60 = (squares / Double(all.count - 1)).squareRoot()
        } else {
            sd60 = nil
        }
    }

    private static func mean(_ values: [Double]) -> Double? {
        guard !values.isEmpty else { return nil }
        var sum = 0.0
        for value in values { sum += value }
        return sum / Double(values.count)
    }
}

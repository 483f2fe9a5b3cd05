import Events
import Readiness

/// The score of a day, from what the app has measured.
func score(
    of userID: String, on date: CivilDate, mornings: [HRVRow], nights: [SleepRow], sleepNeedMin: Double?
) -> ReadinessResult {
    var rows = DailyRows()
    for morning in mornings { rows.insert(morning) }
    for night in nights { rows.insert(night) }
    return Readiness.score(rows: rows, date: date, sleepNeedMin: sleepNeedMin, userID: userID)
}

/// A line to show, such as `84 high: sleep +5.3, hrv +1.5`.
func line(_ result: ReadinessResult) -> String {
    guard let total = result.total else { return "no score: \(result.status.rawValue)" }
    let drivers = total.drivers.map { driver in
        let tenths = (driver.points * 10).rounded() / 10
        return "\(driver.component.rawValue) \(tenths > 0 ? "+" : "")\(tenths)"
    }
    return "\(total.score) \(total.band.rawValue): \(drivers.joined(separator: ", "))"
}

import Events
import Readiness

/// What one score is computed from.
struct ReadinessInput {
    /// Most rows of one list: more than fifty years of days, so that a mistake ends in words and not in a long wait.
    static let rowsMax = 20_000

    let userID: String
    let date: CivilDate
    let sleepNeedMin: Double?
    private(set) var rows = DailyRows()

    init(_ fields: ReadinessFields) throws(ReadinessInputError) {
        userID = try fields.text("userId")
        date = try fields.date("date")
        sleepNeedMin = try fields.number("sleepNeedMin")
        for row in try fields.requiredRows("hrv", max: Self.rowsMax) { rows.insert(try HRVRow(row)) }
        for row in try fields.requiredRows("sleep", max: Self.rowsMax) { rows.insert(try SleepRow(row)) }
        for (index, row) in try (fields.rows("load", max: Self.rowsMax) ?? []).enumerated() {
            rows.add(load: try row.requiredNumber("load"), on: try row.date("date"), eventID: "load-\(index)")
        }
    }
}

extension HRVRow {
    /// `valueMs` is of the quantity that `metric` names; a row of resting heart rate alone needs neither.
    fileprivate init(_ row: ReadinessFields) throws(ReadinessInputError) {
        let value = try row.number("valueMs")
        let metric = value == nil ? nil : try row.choice("metric", of: [Metric.rmssd, .sdnn])
        self.init(
            date: try row.date("date"), vendor: try row.text("vendor"), rmssd: metric == .rmssd ? value : nil,
            sdnn: metric == .sdnn ? value : nil, restingHR: try row.number("restingHR"),
            capturedAt: try row.instant("capturedAt"), eventID: try row.text("eventId"))
    }
}

extension SleepRow {
    fileprivate init(_ row: ReadinessFields) throws(ReadinessInputError) {
        self.init(
            date: try row.date("date"), vendor: try row.text("vendor"), durationMin: try row.number("durationMin"),
            efficiencyPct: try row.number("efficiencyPct"), latencyMin: try row.number("latencyMin"),
            wakeCount: try row.number("wakeCount"), capturedAt: try row.instant("capturedAt"),
            eventID: try row.text("eventId"))
    }
}

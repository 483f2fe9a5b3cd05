import Events
import Readiness

/// RR intervals as 8-byte doubles or, for ordinary hearts, as 2-byte tenths of a millisecond; then daily rows.
enum RecordingTarget {
    private static let beatsMax = 2000
    private static let today = CivilDate(dayNumber: 20_000)

    static func run(_ input: [UInt8]) throws(Violation) {
        var cursor = ByteCursor(input)
        let flags = cursor.byte()
        let count = min(beatsMax, Int(cursor.integer(UInt16.self)))
        let beats = (0..<count).map { _ in
            flags & 1 == 0 ? Double(cursor.integer(UInt16.self)) / 10 : cursor.anyDouble()
        }
        try requireSound(RMSSD.compute(rr: beats, filter: flags & 2 == 0), of: beats)
        var rows = DailyRows()
        while !cursor.isAtEnd { add(to: &rows, &cursor) }
        try score(
            rows, on: today.advanced(by: Int(flags >> 2)), sleepNeedMin: flags & 128 == 0 ? nil : cursor.anyDouble())
    }

    private static func requireSound(_ result: RMSSDResult, of beats: [Double]) throws(Violation) {
        if let rmssd = result.rmssd { try require(rmssd.isFinite && rmssd >= 0, "an RMSSD is a number, not \(rmssd)") }
        try require((result.rmssd == nil) == (result.reason != nil), "a value or a reason: \(result)")
        try require((0...beats.count).contains(result.rejected), "no more beats are dropped than there are: \(result)")
        var json = JSONWriter()
        result.write(to: &json)
        try requireJSON(json.bytes, "an RMSSD result")
    }

    private static func add(to rows: inout DailyRows, _ cursor: inout ByteCursor) {
        let kind = cursor.byte()
        let date = today.advanced(by: Int(cursor.integer(Int8.self)))
        let vendor = ["oura", "garmin", "zepp", ""][Int(kind >> 6)]
        let captured = Instant(microseconds: Int64(cursor.byte()))
        func value() -> Double? {
            switch cursor.byte() {
            case 0: nil
            case 255: cursor.anyDouble()
            case let byte: Double(byte) * 4
            }
        }
        switch kind & 3 {
        case 0:
            rows.insert(
                HRVRow(
                    date: date, vendor: vendor, rmssd: value(), sdnn: value(), restingHR: value(),
                    capturedAt: captured, eventID: "e"))
        case 1:
            rows.insert(
                SleepRow(
                    date: date, vendor: vendor, durationMin: value(), efficiencyPct: value(), latencyMin: value(),
                    wakeCount: value(), capturedAt: captured, eventID: "e"))
        case 2: rows.add(load: value() ?? 0, on: date, eventID: "\(captured)")
        default:
            rows.delete(
                kind: kind & 4 == 0 ? .hrv : .sleep, vendor: vendor, date: date, capturedAt: captured, eventID: "e")
        }
    }

    private static func score(_ rows: DailyRows, on date: CivilDate, sleepNeedMin: Double?) throws(Violation) {
        let result = Readiness.score(
            rows: rows, date: date, sleepNeedMin: sleepNeedMin, settings: .standard, userID: "ana")
        try requireJSON(result.json, "a score")
        try StoredProfileTarget.requireInRange(result)
        let explanation = ReadinessExplanation(
            rows: rows, date: date, sleepNeedMin: sleepNeedMin, settings: .standard, userID: "ana")
        var json = JSONWriter()
        explanation.writeMeasurements(to: &json)
        try requireJSON(json.bytes, "an explanation")
    }
}

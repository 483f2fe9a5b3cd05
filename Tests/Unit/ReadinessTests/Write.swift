import Events
import Readiness

/// One change of the daily rows, as data, so that tests can shuffle, split and repeat them.
enum Write: Sendable {
    case hrv(HRVRow)
    case sleep(SleepRow)
    case load(Double, on: CivilDate, eventID: String)
    case delete(RowKind, vendor: String, date: CivilDate, capturedAt: Instant, eventID: String)
}

extension DailyRows {
    init(_ writes: some Sequence<Write>) {
        self.init()
        for write in writes { apply(write) }
    }

    mutating func apply(_ write: Write) {
        switch write {
        case .hrv(let row): insert(row)
        case .sleep(let row): insert(row)
        case .load(let load, let date, let eventID): add(load: load, on: date, eventID: eventID)
        case .delete(let kind, let vendor, let date, let capturedAt, let eventID):
            delete(kind: kind, vendor: vendor, date: date, capturedAt: capturedAt, eventID: eventID)
        }
    }
}

extension Write {
    /// The same statement in smaller events: an HRV row becomes one row per field.
    var split: [Write] {
        guard case .hrv(let row) = self else { return [self] }
        var rmssd = row
        var sdnn = row
        var restingHR = row
        (rmssd.sdnn, rmssd.restingHR) = (nil, nil)
        (sdnn.rmssd, sdnn.restingHR) = (nil, nil)
        (restingHR.rmssd, restingHR.sdnn) = (nil, nil)
        return [.hrv(restingHR), .hrv(sdnn), .hrv(rmssd)]
    }
}

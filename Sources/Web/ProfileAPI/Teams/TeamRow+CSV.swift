import Access
import Events
import Identity
import Readiness

extension TeamRow {
    /// Names as in the JSON form.
    static let columns = [
        "userId", "displayName", "date", "readiness", "band", "usual", "change", "status", "confidence", "stale",
        "drivers", "flags", "lastNightDate", "lastNightMin", "sleepDebtMin", "updatedAt", "withheld",
    ]

    /// Cells of what is withheld or missing are empty; the last one says which is which.
    func write(to csv: inout CSVWriter) {
        csv.text(visibility.subject.text)
        csv.text(displayName)
        csv.text(readiness?.date.description)
        csv.number(readiness?.total.map { Double($0.score) })
        csv.text(readiness?.total?.band.rawValue)
        csv.number(usual)
        csv.number(change)
        csv.text(readiness?.status.rawValue)
        csv.text(readiness?.confidenceLevel.rawValue)
        csv.text(isStale.map { $0 ? "true" : "false" })
        csv.text(drivers.map(\.code.wordsAndCode).joined(separator: "; "))
        csv.text(flags.map(\.rawValue).joined(separator: "; "))
        csv.text(lastNight?.date.description)
        csv.number(lastNight?.night.durationMin)
        csv.number(sleepDebt)
        csv.text(updatedAt?.description)
        csv.text(visibility.withheld(of: Self.signals).map(\.rawValue).joined(separator: "; "))
        csv.endLine()
    }
}

import EventCodec
import Events
import Updates

extension AlertFigures {
    /// The largest readiness document that is looked into; real ones have some 2 KB.
    private static let bytesMax = 64 * 1024

    /// Reads a finished readiness document; nil where it is none.
    init?(readiness document: [UInt8]) {
        guard document.count <= Self.bytesMax else { return nil }
        let parser = JSONParser(capacity: document.count)
        let figures = try? document.withUnsafeBytes { bytes in
            try parser.parse(bytes) { json -> AlertFigures? in
                guard let text = json["date"]?.bytes, let date = CivilDate(text) else { return nil }
                return AlertFigures(
                    date: date, score: json["score"]?.number,
                    sleepDebt: json["components"]?["sleepDebt"]?["debtMin"]?.number)
            }
        }
        guard let figures = figures ?? nil else { return nil }
        self = figures
    }
}

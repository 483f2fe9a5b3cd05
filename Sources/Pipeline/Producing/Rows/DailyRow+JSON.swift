import EventCodec
import Events

extension DailyRow {
    /// The row as one JSON object in the order of the export format, absent values left out.
    package var json: [UInt8] {
        var json = JSONWriter(capacity: 224)
        json.beginObject()
        json.field("userId", userId)
        json.field("date", date.description)
        json.field("rMSSD", rMSSD)
        json.field("restingHR", restingHR)
        json.field("durationMin", durationMin)
        json.field("efficiencyPct", efficiencyPct)
        json.field("latencyMin", latencyMin)
        json.field("wakeCount", wakeCount)
        if kind != .main { json.field("kind", kind.rawValue) }
        json.field("vendor", vendor)
        json.field("capturedAt", capturedAt.description)
        json.endObject()
        return json.bytes
    }
}

extension DailyRow {
    static let fields = [
        "userId", "date", "vendor", "capturedAt", "rMSSD", "restingHR", "durationMin", "efficiencyPct", "latencyMin",
        "wakeCount", "kind",
    ]

    /// What whoever sent the row should be told, though its events are taken.
    func warnings(of payloads: [Payload], _ object: JSONValue) -> [EventWarning] {
        let warnings = EventWarning.of(payloads, data: object, at: "", fields: Self.fields, dropsUnknown: true)
        guard durationMin == nil else { return warnings }
        let lost = [("efficiencyPct", efficiencyPct), ("latencyMin", latencyMin), ("wakeCount", wakeCount)]
        return warnings
            + lost.filter { $0.1 != nil }.map { name, _ in
                EventWarning(
                    pointer: "/\(name)", code: "unused_field", detail: "\(name) is kept only beside durationMin")
            }
    }
}

extension JSONValue {
    /// A value that must be there, of whatever kind.
    func required(_ name: StaticString) throws(Rejection) -> JSONValue {
        guard let value = self[name], value.kind != .null else {
            throw Rejection(.invalidData, "\(name) is missing\(FieldNames.hint(for: ["\(name)"], in: self))")
        }
        return value
    }

    /// A text that must be there and not be empty.
    package func requiredText(_ name: StaticString) throws(Rejection) -> String {
        guard let text = try optionalText(name), !text.isEmpty else {
            throw Rejection(
                .invalidData, "\(name) is missing or empty\(FieldNames.hint(for: ["\(name)"], in: self))")
        }
        return text
    }

    /// A text; nil where it is absent or null.
    package func optionalText(_ name: StaticString) throws(Rejection) -> String? {
        guard let value = self[name], value.kind != .null else { return nil }
        guard let text = value.text else {
            throw Rejection(.invalidData, "\(name) \(value.complaint(expected: "a string"))")
        }
        return text
    }

    /// A number; nil where it is absent or null.
    func optionalNumber(_ name: StaticString) throws(Rejection) -> Double? {
        guard let value = self[name], value.kind != .null else { return nil }
        guard let number = value.number else {
            throw Rejection(.invalidData, "\(name) \(value.complaint(expected: "a number"))")
        }
        return number
    }
}

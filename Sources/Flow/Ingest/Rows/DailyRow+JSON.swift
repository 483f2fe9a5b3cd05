import Events

extension DailyRow {
    /// The row as one JSON object in the order of the export format, absent values left out.
    public var json: [UInt8] {
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

extension JSONValue {
    /// A text that must be there and not be empty.
    func requiredText(_ name: StaticString) throws(Rejection) -> String {
        guard let text = try optionalText(name), !text.isEmpty else {
            throw Rejection(.invalidData, "\(name) is missing or empty")
        }
        return text
    }

    /// A text; nil where it is absent or null.
    func optionalText(_ name: StaticString) throws(Rejection) -> String? {
        guard let value = self[name], value.kind != .null else { return nil }
        guard let text = value.text else {
            throw Rejection(.invalidData, "\(name) must be a string, not \(value.kind.rawValue)")
        }
        return text
    }

    /// A number; nil where it is absent or null.
    func optionalNumber(_ name: StaticString) throws(Rejection) -> Double? {
        guard let value = self[name], value.kind != .null else { return nil }
        guard let number = value.number else {
            throw Rejection(.invalidData, "\(name) must be a number, not \(value.kind.rawValue)")
        }
        return number
    }
}

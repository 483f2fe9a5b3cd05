import Events
import Names

/// The names that fields have, and what similar ones were probably meant to be.
public enum FieldNames {
    /// The fields of `data` that an event of this type gives a meaning to; nil for types whose data are the sender's own.
    public static func ofData(_ type: String) -> [String]? {
        switch type {
        case "pulsehub.hrv.recorded.v1":
            ["date", "vendor", "rMSSD", "lnRMSSD", "sdnn", "restingHR", "readinessScore", "capturedAt"]
        case "pulsehub.sleep.recorded.v1":
            ["date", "vendor", "durationMin", "efficiencyPct", "latencyMin", "wakeCount", "capturedAt", "kind"]
        case "pulsehub.rr.recorded.v1": ["date", "vendor", "rrMs", "capturedAt"]
        case "pulsehub.record.deleted.v1": ["kind", "date", "vendor", "capturedAt"]
        case "pulsehub.training.recorded.v1": ["date", "load", "durationMin", "capturedAt"]
        case "pulsehub.profile.updated.v1": ["timeZone", "sleepNeedMin", "displayName"]
        case "pulsehub.page.viewed.v1": ["url", "userAgent", "referrer", "sessionId"]
        default: nil
        }
    }

    /// Of `known`, the name that `name` was probably meant to be: the same in another spelling, another word for it, or a slip of
    /// the hand.
    public static func meant(by name: String, among known: [String]) -> String? {
        guard name.utf8.count <= EventLimits.nameBytesMax, !known.contains(name) else { return nil }
        let plain = plain(name)
        if let same = known.first(where: { Self.plain($0) == plain }) { return same }
        if let other = otherWords[plain], known.contains(other) { return other }
        return known.first { $0.count >= 5 && editDistance(Self.plain($0), plain) == 1 }
    }

    /// What the members of an object tell about the absence of `names`: empty, or words that begin with `; `.
    public static func hint(for names: [String], in object: JSONValue) -> String {
        for member in object.children {
            let key = String(decoding: member.key, as: UTF8.self)
            if names.contains(key), member.kind == .null { return "; null in \(key) counts as absent" }
        }
        for member in object.children.prefix(64) {
            let key = String(decoding: member.key, as: UTF8.self)
            if let meant = meant(by: key, among: names) { return "; \"\(key)\" is another name: write \(meant)" }
        }
        return ""
    }

    private static func plain(_ name: String) -> String {
        name.lowercased().filter { $0.isASCII && ($0.isLetter || $0.isNumber) }
    }

    /// Words that exports and other interfaces use.
    private static let otherWords = [
        "hrv": "rMSSD", "hrvrmssd": "rMSSD", "rmssdms": "rMSSD", "lnhrv": "lnRMSSD", "rhr": "restingHR",
        "restingheartrate": "restingHR", "hrrest": "restingHR", "heartrate": "restingHR", "duration": "durationMin",
        "sleepduration": "durationMin", "durationminutes": "durationMin", "minutesasleep": "durationMin",
        "totalsleep": "durationMin", "efficiency": "efficiencyPct", "sleepefficiency": "efficiencyPct",
        "latency": "latencyMin", "sleeplatency": "latencyMin", "wakes": "wakeCount", "awakenings": "wakeCount",
        "user": "userId", "uid": "userId", "athlete": "userId", "athleteid": "userId", "subject": "userId",
        "day": "date", "calendardate": "date", "source": "vendor", "provider": "vendor", "device": "vendor",
        "timestamp": "capturedAt", "time": "capturedAt", "measuredat": "capturedAt", "recordedat": "capturedAt",
        "captured": "capturedAt", "rr": "rrMs", "rrintervals": "rrMs", "ibi": "rrMs", "path": "url", "page": "url",
        "trainingload": "load", "trimp": "load", "timezone": "timeZone", "tz": "timeZone", "name": "displayName",
    ]
}

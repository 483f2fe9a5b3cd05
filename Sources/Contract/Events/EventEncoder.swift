extension Event {
    /// The CloudEvents content type of an encoded event, for the record's `content-type` header.
    public static let contentType = "application/cloudevents+json"

    /// The event as structured CloudEvents JSON, deterministic to the byte.
    ///
    /// - Parameter activityData: the data of an ``Payload/activity(name:)`` event as JSON; an empty object if nil.
    public func encoded(activityData: [UInt8]? = nil) -> [UInt8] {
        var json = JSONWriter(capacity: 320)
        json.beginObject()
        json.key("specversion")
        json.string("1.0")
        json.key("id")
        json.string(id)
        json.key("source")
        json.string(source)
        json.key("type")
        json.string(payload.type)
        json.key("subject")
        json.string(subject)
        json.key("time")
        json.string(time.description)
        json.key("datacontenttype")
        json.string("application/json")
        json.key("data")
        if case .activity = payload, let activityData {
            json.raw(activityData)
        } else {
            payload.write(to: &json)
        }
        json.endObject()
        return json.bytes
    }
}

extension Payload {
    func write(to json: inout JSONWriter) {
        json.beginObject()
        switch self {
        case .hrv(let row):
            json.field("date", row.date.description)
            json.field("vendor", row.vendor)
            json.field("rMSSD", row.rMSSD)
            json.field("sdnn", row.sdnn)
            json.field("restingHR", row.restingHR)
            json.field("readinessScore", row.readinessScore)
            json.field("capturedAt", row.capturedAt.description)
        case .sleep(let row):
            json.field("date", row.date.description)
            json.field("vendor", row.vendor)
            json.field("durationMin", row.durationMin)
            json.field("efficiencyPct", row.efficiencyPct)
            json.field("latencyMin", row.latencyMin)
            json.field("wakeCount", row.wakeCount)
            json.field("capturedAt", row.capturedAt.description)
            if row.kind != .main { json.field("kind", row.kind.rawValue) }
        case .rr(let row):
            json.field("date", row.date.description)
            json.field("vendor", row.vendor)
            json.field("capturedAt", row.capturedAt.description)
            json.key("rrMs")
            json.beginArray()
            for interval in row.rrMs { json.number(interval) }
            json.endArray()
        case .deleted(let row):
            json.field("kind", row.kind.rawValue)
            json.field("date", row.date.description)
            json.field("vendor", row.vendor)
            json.field("capturedAt", row.capturedAt.description)
        case .training(let row):
            json.field("date", row.date.description)
            json.field("load", row.load)
            json.field("durationMin", row.durationMin)
            json.field("capturedAt", row.capturedAt.description)
        case .profile(let settings):
            json.field("timeZone", settings.timeZone)
            json.field("sleepNeedMin", settings.sleepNeedMin)
            json.field("displayName", settings.displayName)
        case .pageView(let view):
            json.field("url", view.url)
            json.field("userAgent", view.userAgent)
            json.field("referrer", view.referrer)
            json.field("sessionId", view.sessionId)
        case .activity:
            break
        }
        json.endObject()
    }
}

extension JSONWriter {
    /// Writes a member, or nothing where the value is absent.
    public mutating func field(_ name: StaticString, _ value: String?) {
        guard let value else { return }
        key(name)
        string(value)
    }

    /// Writes a member, or nothing where the value is absent.
    public mutating func field(_ name: StaticString, _ value: Double?) {
        guard let value else { return }
        key(name)
        number(value)
    }
}

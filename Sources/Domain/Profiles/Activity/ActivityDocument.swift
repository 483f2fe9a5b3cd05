import Events

extension ActivityProfile {
    /// Pages shown in the document.
    static let topPages = 5

    /// The finished `activity` document, a pure function of the fold.
    package func document() -> [UInt8] {
        var json = JSONWriter(capacity: 512)
        json.beginObject()
        json.key("pageViews")
        json.integer(pageViews)
        json.key("sessions")
        json.integer(sessions)
        json.field("firstSeen", firstSeen?.description)
        json.field("lastSeen", lastSeen?.description)
        json.field("device", device?.rawValue)
        json.key("devices")
        json.counts(devices.map { ($0.key.rawValue, $0.value) }.sorted { $0 < $1 })
        json.key("events")
        json.counts(events.map { ($0.key, $0.value) }.sorted { $0 < $1 })
        json.key("topPages")
        json.beginArray()
        for page in pages.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }).prefix(ActivityProfile.topPages) {
            json.beginObject()
            json.field("path", page.key)
            json.key("views")
            json.integer(page.value)
            json.endObject()
        }
        json.endArray()
        json.endObject()
        return json.bytes
    }
}

extension JSONWriter {
    fileprivate mutating func counts(_ counts: [(String, UInt64)]) {
        beginObject()
        for (name, count) in counts {
            key(name)
            integer(count)
        }
        endObject()
    }
}

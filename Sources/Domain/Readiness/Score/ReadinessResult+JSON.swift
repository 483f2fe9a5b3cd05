import Events

extension ReadinessResult {
    /// The score in the form of `readiness-1`, which is kept for each date.
    public var json: [UInt8] {
        var json = JSONWriter(capacity: 1400)
        write(to: &json)
        return json.bytes
    }

    /// The same with words for each driver: the form that people's documents have.
    public var readableJSON: [UInt8] {
        var json = JSONWriter(capacity: 1600)
        write(to: &json, withWords: true)
        return json.bytes
    }

    /// Writes the score as one JSON object with sorted keys and numbers to six decimals.
    ///
    /// - Parameter withWords: adds to each driver what its code says, which the form of `readiness-1` lacks.
    public func write(to json: inout JSONWriter, withWords: Bool = false) {
        json.beginObject()
        json.key("band")
        json.text(total?.band.rawValue)
        json.key("components")
        components.write(to: &json, points: total?.points)
        json.key("confidence")
        json.rounded(confidence)
        json.key("confidenceLevel")
        json.string(confidenceLevel.rawValue)
        json.key("date")
        json.string(date.description)
        json.key("drivers")
        json.beginArray()
        for driver in total?.drivers ?? [] { driver.write(to: &json, withWords: withWords) }
        json.endArray()
        json.key("flags")
        json.beginArray()
        for flag in flags { json.string(flag.rawValue) }
        json.endArray()
        json.key("guidance")
        json.text(total?.guidance.rawValue)
        json.key("score")
        if let score = total?.score { json.integer(score) } else { json.null() }
        json.key("scoreExact")
        json.rounded(total?.exact)
        json.key("spec")
        json.string(Readiness.spec)
        let stale = components.stale
        json.key("stale")
        json.bool(!stale.isEmpty)
        json.key("staleComponents")
        json.beginArray()
        for name in stale { json.string(name.rawValue) }
        json.endArray()
        json.key("status")
        json.string(status.rawValue)
        json.key("userId")
        json.string(userID)
        json.endObject()
    }
}

extension Driver {
    fileprivate func write(to json: inout JSONWriter, withWords: Bool) {
        json.beginObject()
        json.key("code")
        json.string(code.rawValue)
        json.key("component")
        json.string(component.rawValue)
        json.key("direction")
        json.string(direction)
        json.key("points")
        json.rounded(points)
        if withWords { json.field("words", code.words) }
        json.endObject()
    }
}

extension JSONWriter {
    /// The text, or `null`.
    mutating func text(_ value: String?) {
        if let value { string(value) } else { null() }
    }

    /// The number to six decimals, or `null`.
    mutating func rounded(_ value: Double?) {
        if let value { rounded(value) } else { null() }
    }
}

import Events

/// Decodes one line of NDJSON, whichever of the two accepted forms it has.
///
/// Not thread-safe, since it reuses its parsers.
final class LineDecoder {
    private let parser = JSONParser(capacity: EventLimits.valueBytesMax)
    private let decoder = EventDecoder()
    /// Whether a line was a daily row, whose events have no id but the one that they get here.
    private(set) var hasRows = false

    /// The line's events: one of a structured CloudEvent, one or two of a daily row.
    ///
    /// - Parameters:
    ///   - now: the clock against which "the future" is judged.
    ///   - arrival: when the line came in, for rows without an id.
    /// - Throws: ``Rejection`` for a line of which nothing may be sent.
    func events(in line: [UInt8], now: Instant, arrival: Instant) throws(Rejection) -> [OutgoingEvent] {
        guard line.count <= EventLimits.valueBytesMax else { throw Rejection.tooLarge(line.count) }
        let events = try parser.read(line) { root throws(Rejection) in
            try LineDecoder.dailyRow(root)?.events(arrival: arrival)
        }
        guard let rows = events else { return [try OutgoingEvent(unsent: line, decoder, now: now)] }
        hasRows = true
        var outgoing: [OutgoingEvent] = []
        for row in rows {
            let value = row.encoded()
            // Decoding what was just encoded applies the one definition of a valid event to rows as well.
            outgoing.append(OutgoingEvent(try decoder.decode(unsent: value, now: now), value: value))
        }
        return outgoing
    }

    /// Nil if the line is a structured event.
    private static func dailyRow(_ root: JSONValue) throws(Rejection) -> DailyRow? {
        guard root.kind == .object else {
            throw Rejection(.invalidEnvelope, "a line is a JSON object, not \(root.kind.rawValue)")
        }
        if root["specversion"] != nil { return nil }
        guard root["userId"] != nil else {
            throw Rejection(.invalidEnvelope, "neither a CloudEvent (no specversion) nor a daily row (no userId)")
        }
        return try DailyRow(root)
    }
}

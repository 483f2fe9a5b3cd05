import EventCodec
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
        let row = try parser.read(line) { root throws(Rejection) in
            try LineDecoder.dailyRow(root, arrival: arrival)
        }
        guard let row else { return [try OutgoingEvent(unsent: line, decoder, now: now)] }
        hasRows = true
        var outgoing: [OutgoingEvent] = []
        for event in row.events {
            let value = event.encoded()
            // Decoding what was just encoded applies the one definition of a valid event to rows as well.
            let sent = try decoder.decode(unsent: value, now: now)
            // What is told about a row is told once.
            outgoing.append(OutgoingEvent(sent, value: value, warnings: outgoing.isEmpty ? row.warnings : []))
        }
        return outgoing
    }

    /// Nil if the line is a structured event.
    private static func dailyRow(
        _ root: JSONValue, arrival: Instant
    ) throws(Rejection) -> (events: [Event], warnings: [EventWarning])? {
        guard root.kind == .object else {
            let cure = root.kind == .array ? ": write each of its elements on a line of its own" : ""
            throw Rejection(.invalidEnvelope, "a line is a JSON object, not \(root.kind.rawValue)\(cure)")
        }
        if root["specversion"] != nil { return nil }
        guard root["userId"] != nil else {
            if root["type"] != nil, root["data"] != nil {
                throw Rejection(.invalidEnvelope, "specversion is missing: a CloudEvent says \"specversion\":\"1.0\"")
            }
            throw Rejection(
                .invalidEnvelope,
                "neither a CloudEvent (no specversion) nor a daily row (no userId)"
                    + FieldNames.hint(for: ["specversion", "userId"], in: root))
        }
        let row = try DailyRow(root)
        let events = try row.events(arrival: arrival)
        return (events, row.warnings(of: events.map(\.payload), root))
    }
}

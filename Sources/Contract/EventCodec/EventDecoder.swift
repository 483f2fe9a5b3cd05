import Events

/// Decodes and validates records into events: the one place that says what a usable record is.
///
/// Not thread-safe, since it reuses its JSON parser: one decoder per thread.
public final class EventDecoder {
    private let parser: JSONParser
    private let valueBytesMax: Int

    /// A decoder with its own parser memory.
    public convenience init() { self.init(valueBytesMax: EventLimits.valueBytesMax) }

    /// A decoder for values that were accepted once and come back in another spelling.
    ///
    /// PostgreSQL's jsonb writes a space after each separator and `1e308` with 309 digits: up to fifty times as long.
    public init(valueBytesMax: Int) {
        self.valueBytesMax = valueBytesMax
        parser = JSONParser(capacity: valueBytesMax)
    }

    /// Decodes the value of a record that is not a tombstone.
    ///
    /// - Parameters:
    ///   - key: the record's key, which must equal the event's subject.
    ///   - timestamp: the record's Kafka timestamp, against which the future is judged; nil if it has none.
    /// - Throws: ``Rejection`` for every record that cannot be used.
    public func decode(
        topic: String, key: UnsafeRawBufferPointer?, value: UnsafeRawBufferPointer, timestamp: Instant?,
        mode: ContentMode = .structured
    ) throws(Rejection) -> Event {
        guard value.count <= valueBytesMax else { throw Rejection.tooLarge(value.count, max: valueBytesMax) }
        guard !value.isEmpty else {
            throw Rejection(.emptyValue, "the value has no bytes; a tombstone is a null value")
        }
        guard let timestamp else { throw Rejection(.timestampMissing, "the record carries no Kafka timestamp") }
        try Self.check(timestamp)
        do {
            return try parser.parse(value) { root in
                let envelope = try Envelope(root, mode: mode)
                let event = try envelope.event(topic: topic, timestamp: timestamp)
                guard let key, !key.isEmpty else { throw Rejection(.keyMissing, "the key must be the event's subject") }
                guard key.elementsEqual(event.subject.utf8) else {
                    throw Rejection(.keyMismatch, "the key is not the event's subject \"\(event.subject)\"")
                }
                return event
            }
        } catch let rejection as Rejection {
            throw rejection
        } catch {
            throw Rejection(.notJSON, "\(error)")
        }
    }

    /// Decodes a structured event that has no record yet, as a producer receives it: its subject will be its key.
    ///
    /// - Parameter now: the producer's clock, which will become the record's Kafka timestamp.
    /// - Throws: ``Rejection`` for every event that the pipeline would refuse.
    public func decode(unsent value: UnsafeRawBufferPointer, now: Instant) throws(Rejection) -> Event {
        try decode(unsent: value, now: now) { event, _ in event }
    }

    /// The same for whoever also looks at the event's `data` as its sender wrote them.
    ///
    /// - Parameter body: given the valid event and its `data`, which is lent.
    public func decode<Answer>(
        unsent value: UnsafeRawBufferPointer, now: Instant, _ body: (Event, JSONValue?) -> Answer
    ) throws(Rejection) -> Answer {
        guard value.count <= valueBytesMax else { throw Rejection.tooLarge(value.count, max: valueBytesMax) }
        guard !value.isEmpty else { throw Rejection(.emptyValue, "there is no event") }
        try Self.check(now)
        do {
            return try parser.parse(value) { root in
                body(try Envelope(root, mode: .structured).event(topic: nil, timestamp: now), root["data"])
            }
        } catch let rejection as Rejection {
            throw rejection
        } catch {
            throw Rejection(.notJSON, "\(error)")
        }
    }

    private static func check(_ timestamp: Instant) throws(Rejection) {
        guard EventLimits.timestamps.contains(timestamp) else {
            throw Rejection(
                .timestampImplausible,
                "the record's timestamp is \(timestamp); milliseconds since 1970 are expected, from "
                    + "\(EventLimits.timestamps.lowerBound) to \(EventLimits.timestamps.upperBound)")
        }
    }
}

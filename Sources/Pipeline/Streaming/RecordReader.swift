import EventCodec
import Events
import Kafka

/// What a record of an event topic turned out to be.
package enum RecordContent {
    /// A valid event.
    case event(Event)
    /// A null value: archived, and no event.
    case tombstone
    /// A null value that erases a person.
    case erasure(Erasure)
    /// Not usable, and why.
    case rejected(Rejection)
}

/// Reads records as events. Not thread-safe: one reader per thread.
package final class RecordReader {
    private let decoder = EventDecoder()

    /// A reader with its own decoder.
    package init() {}

    /// Decodes a lent record; nothing of the record is kept but what the event copied. A null value, which is no
    /// event, needs no signature.
    package func read(_ record: borrowing Record, _ signatures: SignaturePolicy = .none) -> RecordContent {
        guard let value = record.value else { return readNull(record) }
        let mode: ContentMode =
            record.hasHeaders
            ? ContentMode(headers: record.headers().lazy.map { (name: $0.name, value: $0.value) }) : .structured
        if let rejection = signatures.rejection(of: record, mode) { return .rejected(rejection) }
        do throws(Rejection) {
            let timestamp = record.timestampMs < 0 ? nil : Instant(milliseconds: record.timestampMs)
            return .event(
                try value.withUnsafeBytes { (value) throws(Rejection) in
                    try record.key.withUnsafeBytes { (key) throws(Rejection) in
                        try decoder.decode(
                            topic: record.topic, key: key, value: value, timestamp: timestamp, mode: mode)
                    }
                })
        } catch {
            return .rejected(error)
        }
    }

    private func readNull(_ record: borrowing Record) -> RecordContent {
        do throws(Rejection) {
            return try Erasure(record).map { .erasure($0) } ?? .tombstone
        } catch {
            return .rejected(error)
        }
    }
}

/// Names of the record headers that the pipeline writes.
package enum RecordHeader {
    /// CloudEvents' content type.
    package static let contentType = "content-type"
    /// Where a rerouted or parked record stood first: `topic/partition/offset`.
    package static let origin = "pulsehub-origin"
    /// The stable reason of a dead letter.
    package static let reason = "pulsehub-reason"
    /// The reason's details, for a person.
    package static let detail = "pulsehub-detail"
    /// On a retried dead letter: where the refused record stood. It is a record of its own, not a moved one.
    package static let retry = "pulsehub-retry"
    /// The id of an erasure, on null values only.
    package static let erasure = "pulsehub-erasure"
}

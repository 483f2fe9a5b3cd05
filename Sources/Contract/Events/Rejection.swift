/// Why a record cannot be used: what `dead-letter` and the archive say about it.
public struct Rejection: Error, Hashable, Sendable, CustomStringConvertible {
    /// The stable name of the reason; never renamed, since dashboards and queries filter on it.
    public enum Reason: String, Sendable, CaseIterable {
        /// The value is over ``EventLimits/valueBytesMax``.
        case tooLarge = "too_large"
        /// The value is empty, which is neither JSON nor a tombstone.
        case emptyValue = "empty_value"
        /// The value is not one valid UTF-8 JSON document.
        case notJSON = "not_json"
        /// The CloudEvents envelope lacks a mandatory attribute, or holds one of a wrong type or form.
        case invalidEnvelope = "invalid_envelope"
        /// `type` names nothing that this topic carries.
        case unknownType = "unknown_type"
        /// The record has no key, or an empty one.
        case keyMissing = "key_missing"
        /// The record's key is not the event's subject.
        case keyMismatch = "key_mismatch"
        /// `data` lacks a mandatory field, or holds one of a wrong type or form.
        case invalidData = "invalid_data"
        /// The event claims to come from the future of its own Kafka timestamp.
        case fromFuture = "from_future"
        /// The record carries no Kafka timestamp, so that "the future" cannot be judged.
        case timestampMissing = "timestamp_missing"
        /// The record's Kafka timestamp lies outside ``EventLimits/timestamps``: another unit, or a clock that was never set.
        case timestampImplausible = "timestamp_implausible"
        /// The topic demands a signature, and the record's is missing or wrong.
        case invalidSignature = "invalid_signature"
        /// The record was produced again to its right partition before and still stands in a wrong one.
        case wrongPartition = "wrong_partition"
        /// PostgreSQL refuses to store what the record says, though it is a valid event: only the archive says this.
        case notStorable = "not_storable"
    }

    /// The stable reason.
    public let reason: Reason
    /// Details for a person: the field and what was expected. Never more than a few hundred bytes.
    public let detail: String

    /// A rejection with its details.
    public init(_ reason: Reason, _ detail: String) {
        self.reason = reason
        self.detail = detail
    }

    /// Of a value over ``EventLimits/valueBytesMax``.
    public static func tooLarge(_ bytes: Int, max: Int = EventLimits.valueBytesMax) -> Rejection {
        Rejection(
            .tooLarge,
            "\(bytes) bytes, at most \(max) are accepted; \(adviceOnLongRecordings)")
    }

    /// What to send instead of the only event that grows as large.
    public static let adviceOnLongRecordings =
        "of a whole night of beats send the RMSSD, as pulsehub.hrv.recorded.v1, and not a part"

    /// The reason and the details in one line.
    public var description: String { "\(reason.rawValue): \(detail)" }
}

/// The contract's size limits.
public enum EventLimits {
    /// Largest record value, in bytes.
    public static let valueBytesMax = 64 * 1024
    /// Longest `subject`, which is the user id and the record key, in UTF-8 bytes.
    public static let subjectBytesMax = 128
    /// Longest `id` and `source`, in UTF-8 bytes.
    public static let attributeBytesMax = 512
    /// Longest vendor name, activity name and time zone, in UTF-8 bytes.
    public static let nameBytesMax = 64
    /// What can be a record's Kafka timestamp: from 2010, before Kafka was made, to the end of 2199.
    ///
    /// The future is judged against the timestamp, which is the sender's own word. Milliseconds in another unit lie far outside:
    /// seconds in January 1970, microseconds tens of thousands of years ahead. Fixed, since a fold has no clock.
    public static let timestamps =
        Instant(microseconds: 1_262_304_000_000_000)..<Instant(microseconds: 7_258_118_400_000_000)
    /// When a delete of a day in its own future counts as captured: after everything that can be captured at all.
    public static let retraction = timestamps.upperBound.advanced(bySeconds: 86_400)
    /// How far `time` and `capturedAt` may lie after the Kafka timestamp, in seconds: clocks differ.
    public static let clockSkewSecondsMax: Int64 = 600
    /// How many days `date` may lie after the UTC date of the Kafka timestamp: time zones run ahead.
    public static let daysAheadMax = 1
}

extension EventLimits {
    /// Whether a text can be a user id: 1 to ``subjectBytesMax`` bytes without control characters.
    public static func allowSubject(_ text: String) -> Bool {
        (1...subjectBytesMax).contains(text.utf8.count)
            && text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
    }
}

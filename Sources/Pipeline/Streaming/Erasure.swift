import Events
import Kafka

/// A person is to be forgotten, as it stands in the log: a null value under the user's key, with a header that names it.
///
/// The fold of the topic's part starts from nothing at this place; what comes after it counts anew.
package struct Erasure: Hashable, Sendable {
    /// Whose data.
    package let user: ExactText
    /// A random UUID: all that remains in the records of the pipeline.
    package let id: String

    /// An erasure that somebody is entitled to.
    ///
    /// - Throws: a rejection where the user id is none, or the id is no UUID: a name, say, would remain for ever.
    package init(user: String, id: String) throws(Rejection) {
        let count = user.utf8.count
        guard count > 0 else { throw Rejection(.keyMissing, "an erasure names its user by the record's key") }
        guard count <= EventLimits.subjectBytesMax else {
            throw Rejection(.invalidEnvelope, "key has \(count) bytes, at most \(EventLimits.subjectBytesMax)")
        }
        guard user.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control }) else {
            throw Rejection(.invalidEnvelope, "key contains control characters")
        }
        guard Self.isUUID(id) else {
            throw Rejection(.invalidEnvelope, "header \(RecordHeader.erasure) is not a UUID")
        }
        self.user = ExactText(user)
        self.id = id
    }

    /// What a record asks to be erased; nil where it asks for nothing.
    ///
    /// A null value without the header is no erasure: an empty message that somebody produced by mistake erases nobody.
    package init?(_ record: borrowing Record) throws(Rejection) {
        guard record.value == nil, record.hasHeaders, let id = record.header(named: RecordHeader.erasure) else {
            return nil
        }
        guard let key = record.key, let user = Self.user(of: key, in: record.topic) else {
            throw Rejection(.keyMissing, "an erasure names its user by the record's key")
        }
        try self.init(user: user, id: String(decoding: id.prefix(64), as: UTF8.self))
    }

    private static func user(of key: RawSpan, in topic: String) -> String? {
        key.withUnsafeBytes { topic == Topics.insights ? InsightKey($0)?.user : String(validating: $0, as: UTF8.self) }
    }

    /// The record that carries it, placed by its key.
    package func record(in topic: String) -> ProducerRecord {
        ProducerRecord(
            topic: topic, key: Array(user.text.utf8), value: nil,
            headers: [KafkaHeader(name: RecordHeader.erasure, value: Array(id.utf8))])
    }

    /// The topics that hold a person's own data; each is erased by a record of its own.
    package static let topics = [Topics.wellness, Topics.activity, Topics.vendor]

    private static func isUUID(_ text: String) -> Bool {
        let groups = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        return groups.map(\.count) == [8, 4, 4, 4, 12]
            && groups.joined().allSatisfy { Character(UnicodeScalar($0)).hexDigitValue != nil }
    }
}

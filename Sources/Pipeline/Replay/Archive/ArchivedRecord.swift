import EventCodec
import Events
import Kafka
import Postgres
import Stored
import Streaming

/// A valid event as the archive holds it, with its place in Kafka.
struct ArchivedRecord {
    let userID: String
    let origin: RecordOrigin
    let event: Event
    /// Where the record stood before the processor sent it here; nil for most.
    let movedFrom: RecordOrigin?
}

/// Reads rows of `archive.events` as the stream processor read the records. Not thread-safe.
final class ArchivedRecordReader {
    /// The columns that ``read(_:)`` wants, in its order.
    static let columns = "user_id, topic, partition, \"offset\", generation, kafka_time, headers, payload, raw"

    // jsonb spells numbers out: `1e308` takes 309 digits, fifty times its length.
    private static let spelledBytesMax = EventLimits.valueBytesMax * 64

    /// By which nothing of a record can lie in the future.
    private static let latest = EventLimits.timestamps.upperBound.advanced(bySeconds: -1)

    private let decoder = EventDecoder(valueBytesMax: ArchivedRecordReader.spelledBytesMax)
    private let parser = JSONParser(capacity: ArchivedRecordReader.spelledBytesMax)

    /// - Throws: ``UnreadableRecord`` where an event that was accepted once is none any more.
    func read(_ row: PostgresRow) throws -> ArchivedRecord {
        let user = try row.text(0)
        let origin = RecordOrigin(
            topic: try row.text(1), partition: Int32(clamping: try row.int(2)), offset: Int64(try row.int(3)),
            generation: Int64(try row.int(4)))
        let headers = try row.isNull(6) ? [] : try self.headers(try row.bytes(6))
        let value = try row.isNull(7) ? try row.bytes(8) : try row.bytes(7)
        let timestamp = Instant(microseconds: try row.timestamptz(5))
        let mode =
            headers.isEmpty
            ? ContentMode.structured : ContentMode(headers: headers.lazy.map { (name: $0.name, value: $0.value) })
        func decode(_ value: [UInt8], _ timestamp: Instant) throws -> Event {
            try value.withUnsafeBytes { value in
                try Array(user.utf8).withUnsafeBytes { key in
                    try decoder.decode(topic: origin.topic, key: key, value: value, timestamp: timestamp, mode: mode)
                }
            }
        }
        let event: Event
        do {
            event = try decode(value, timestamp)
        } catch {
            do { event = try decode(JSONBText.withoutLongIntegers(value), timestamp) } catch {
                let isPlausible = EventLimits.timestamps.contains(timestamp)
                let spelled = JSONBText.withoutLongIntegers(value)
                throw UnreadableRecord(
                    userID: user, origin: origin, reason: error,
                    disowned: isPlausible
                        ? nil : ((try? decode(value, Self.latest)) ?? (try? decode(spelled, Self.latest)))?.id)
            }
        }
        return ArchivedRecord(userID: user, origin: origin, event: event, movedFrom: Self.movedFrom(headers))
    }

    /// The last origin that the headers name.
    static func movedFrom(_ headers: [KafkaHeader]) -> RecordOrigin? {
        headers.last { $0.name == RecordHeader.origin }?.value.flatMap {
            RecordOrigin(description: String(decoding: $0, as: UTF8.self))
        }
    }

    /// As the archiver wrote them.
    func headers(_ json: [UInt8]) throws -> [KafkaHeader] { try ArchivedHeaders.read(json, with: parser) }
}

/// The archive holds a record as a valid event which cannot be decoded.
struct UnreadableRecord: Error, CustomStringConvertible {
    let userID: String
    let origin: RecordOrigin
    let reason: any Error
    /// The id of an event that an earlier version accepted although no record can have its timestamp; nil for anything else.
    let disowned: String?

    var description: String {
        "\(Tables.events) holds \(origin) as a valid event, but it cannot be read: \(reason). "
            + "Was the row changed, or written by a newer version?"
    }
}

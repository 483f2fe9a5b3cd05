import Events
import Kafka
import Postgres
import Stored
import Streaming

/// A lent record as a row of `archive.events`.
package enum RecordColumns {
    /// The COPY statement whose columns ``write(_:_:_:isJSONB:)`` fills, in this order.
    static let copy = """
        COPY \(Tables.events) ("offset", partition, topic, kafka_time, key, user_id, type, event_time, headers, payload, \
        raw, rejection, generation, names) FROM STDIN (FORMAT binary)
        """

    /// What the archive knows of a record beside its bytes.
    package struct Meaning {
        /// Which of the logs that have borne the topic's name it comes from.
        package var generation: Int64
        package var userID: String?
        var type: String?
        var time: Instant?
        package var rejection: String?
        /// Whom a record names that cannot be used, or that tells of one.
        package var names: [String] = []
        /// Whether nothing may remain that says whose it was: no key, no headers.
        package var isAnonymous = false

        init(generation: Int64) { self.generation = generation }
    }

    static func write(
        _ record: borrowing Record, _ meaning: Meaning, _ row: inout CopyWriter, isJSONB: Bool
    ) throws(PostgresError) {
        try row.beginRow(columns: 14)
        row.int64(record.offset)
        row.int32(record.partition)
        row.text(record.topic)
        row.timestamptz(kafkaTime(record))
        if let key = record.key, !meaning.isAnonymous { row.bytea(key) } else { row.null() }
        if let user = meaning.userID { row.text(user) } else { row.null() }
        if let type = meaning.type { row.text(type) } else { row.null() }
        if let time = meaning.time { row.timestamptz(time.microseconds) } else { row.null() }
        if record.hasHeaders, !meaning.isAnonymous { row.jsonb(headers(record.headers())) } else { row.null() }
        if let value = record.value {
            if isJSONB {
                row.jsonb(value)
                row.null()
            } else {
                row.null()
                row.bytea(value)
            }
        } else {
            row.null()
            row.null()
        }
        if let rejection = meaning.rejection { row.text(rejection) } else { row.null() }
        row.int64(meaning.generation)
        if meaning.names.isEmpty { row.null() } else { row.textArray(meaning.names) }
    }

    /// Microseconds; minus infinity where the record has no time, infinity where microseconds do not fit 64 bits.
    static func kafkaTime(_ record: borrowing Record) -> Int64 {
        record.timestampMs < 0 ? .min : Instant(milliseconds: record.timestampMs).microseconds
    }

    /// `[{"name": …, "value": …}]`; a value that is no text jsonb can hold stands as `base64`.
    static func headers(_ headers: [KafkaHeader]) -> [UInt8] {
        var json = JSONWriter(capacity: 128)
        json.beginArray()
        for header in headers {
            json.beginObject()
            json.field("name", header.name)
            if let value = header.value {
                if !value.contains(0), let text = String(validating: value, as: UTF8.self) {
                    json.field("value", text)
                } else {
                    json.field("base64", Base64.encode(value))
                }
            } else {
                json.key("value")
                json.null()
            }
            json.endObject()
        }
        json.endArray()
        return json.bytes
    }
}

/// RFC 4648, so that the archiver needs no Foundation for one line of it.
enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    static func encode(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let bits = group.enumerated().reduce(UInt32(0)) { $0 | UInt32($1.element) << UInt32(16 - 8 * $1.offset) }
            for position in 0..<4 {
                text.append(
                    position <= group.count
                        ? alphabet[Int(bits >> UInt32(18 - 6 * position)) & 63] : UInt8(ascii: "="))
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}

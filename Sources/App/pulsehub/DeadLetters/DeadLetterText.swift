import DeadLetters
import Events
import Foundation
import Kafka
import Streaming
import Terminal

/// Dead letters for people: nothing that came from outside may steer their terminal.
enum DeadLetterText {
    /// A line for each, under a heading.
    static func table(_ letters: [DeadLetter]) -> [String] {
        let rows = letters.map { letter in
            [
                "\(letter.origin)", letter.state.rawValue, letter.parkedAt.seconds, text(letter.key), letter.reason,
                letter.detail,
            ].map(printable)
        }
        return TextTable.lines([["ID", "STATE", "PARKED AT", "USER", "REASON", "DETAIL"]] + rows)
    }

    /// All that is known of one.
    ///
    /// - Parameter forecast: why a retry would be refused; nil if it would be used.
    static func page(_ letter: DeadLetter, _ record: ParkedRecord, _ forecast: Rejection?) -> [String] {
        var rows = [
            ["id", "\(letter.origin)"], ["reason", letter.reason], ["detail", letter.detail],
            ["user", text(letter.key)], ["parked at", letter.parkedAt.seconds], ["state", letter.state.rawValue],
        ]
        if let decision = letter.decision {
            rows.append(["decided", "by \(decision.by) at \(decision.at.seconds)"])
        }
        if let place = letter.retriedAs {
            rows.append(["retried as", "\(place) (\(counted(letter.retries, "time")) so far)"])
        }
        rows.append(["a retry now", forecast.map { "would be refused again: \($0)" } ?? "would be accepted"])
        rows += record.headers.map { ["header \($0.name)", text($0.value)] }
        rows.append(["value", size(record)])
        let value = record.value.map { ["", text($0, keepingLines: true)] } ?? []
        return TextTable.lines(rows.map { $0.map(printable) }) + value
    }

    private static func size(_ record: ParkedRecord) -> String {
        guard let value = record.value else { return "none: a null value, or too large to be parked" }
        return counted(value.count, "byte")
            + (record.isExact ? "" : ", in PostgreSQL's spelling: archived before dead letters were kept as bytes")
    }

    /// As text where it is some, else as hexadecimal digits.
    static func text(_ bytes: [UInt8]?, keepingLines: Bool = false) -> String {
        guard let bytes else { return "-" }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            return "0x" + bytes.map { String(format: "%02x", $0) }.joined()
        }
        guard keepingLines else { return printable(text) }
        return text.split(separator: "\n", omittingEmptySubsequences: false).map { printable(String($0)) }
            .joined(separator: "\n")
    }
}

extension Instant {
    /// RFC 3339 to the second, which a person reads.
    fileprivate var seconds: String { "\(Instant(microseconds: microseconds - (microseconds % 1_000_000)))" }
}

extension DeadLetter {
    /// For programs: one object, its bytes with `value` or `valueBase64` if the record is given.
    func json(with record: ParkedRecord? = nil) -> [UInt8] {
        var json = JSONWriter(capacity: 512)
        json.beginObject()
        json.field("id", "\(origin)")
        json.field("topic", origin.topic)
        json.key("partition")
        json.integer(origin.partition)
        json.key("offset")
        json.integer(origin.offset)
        json.field("reason", reason)
        json.field("detail", detail)
        json.bytes("user", key)
        json.field("parkedAt", "\(parkedAt)")
        json.field("state", state.rawValue)
        if let decision {
            json.field("decidedBy", decision.by)
            json.field("decidedAt", "\(decision.at)")
        }
        json.key("retries")
        json.integer(retries)
        if let retriedAs { json.field("retriedAs", "\(retriedAs)") }
        if let record { json.record(record) }
        json.endObject()
        return json.bytes
    }
}

extension JSONWriter {
    fileprivate mutating func record(_ record: ParkedRecord) {
        key("headers")
        beginArray()
        for header in record.headers {
            beginObject()
            field("name", header.name)
            bytes("value", header.value)
            endObject()
        }
        endArray()
        bytes("value", record.value)
        key("isExact")
        bool(record.isExact)
    }

    /// Under the name as text, or under the name with `Base64` where the bytes are none.
    fileprivate mutating func bytes(_ name: String, _ bytes: [UInt8]?) {
        guard let bytes else {
            key(name)
            return null()
        }
        if let text = String(validating: bytes, as: UTF8.self) {
            key(name)
            string(text)
        } else {
            key(name + "Base64")
            string(Data(bytes).base64EncodedString())
        }
    }
}

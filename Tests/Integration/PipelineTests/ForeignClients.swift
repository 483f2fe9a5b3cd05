import Events
import Foundation
import Kafka
import TestSupport
import Testing

/// The CloudEvents SDK for Python, <https://github.com/cloudevents/sdk-python>, version 2.
enum PythonSDK {
    static let isInstalled = (try? Program.run("python3", ["-c", "import cloudevents.core.bindings.kafka"])) != nil

    /// One message of the SDK, headers and value in Base64.
    private struct Message: Decodable {
        let headers: [String: Data]
        let value: Data
    }

    /// Reads structured events and prints them as the SDK's Kafka binding writes them, in binary and structured mode by
    /// turns.
    private static let script = """
        import base64, json, sys
        from cloudevents.core.bindings.kafka import to_binary, to_structured
        from cloudevents.core.formats.json import JSONFormat
        text = lambda data: base64.b64encode(data).decode()
        for number, line in enumerate(sys.stdin.buffer):
            event = JSONFormat().read(None, line)
            write = to_structured if number % 2 else to_binary
            message = write(event, JSONFormat(), lambda event: event.get_subject())
            headers = {name: text(value) for name, value in message.headers.items()}
            print(json.dumps({"headers": headers, "value": text(message.value)}))
        """

    /// The records as a Python client would have produced them, in the same places and at the same times.
    static func records(_ records: [ProducerRecord]) throws -> [ProducerRecord] {
        let lines = records.map { ($0.value ?? []) + [UInt8(ascii: "\n")] }
        let printed = try Program.run("python3", ["-c", script], input: Data(lines.joined()))
        let messages = try printed.split(separator: UInt8(ascii: "\n")).map {
            try JSONDecoder().decode(Message.self, from: $0)
        }
        return zip(records, messages).map { record, message in
            var record = record
            record.value = Array(message.value)
            record.headers = message.headers.map { KafkaHeader(name: $0.key, value: Array($0.value)) }
            return record
        }
    }
}

/// The binary mode of the CloudEvents Kafka protocol binding 1.0, section 3.2.
enum BinaryMode {
    /// A structured record in binary mode; the data keep their bytes.
    static func record(_ structured: ProducerRecord) throws -> ProducerRecord {
        let value = structured.value ?? []
        let event = try #require(DirectFold.event(structured))
        let data = try #require(value.firstRange(of: Array("\"data\":".utf8)))
        let attributes = [
            ("ce_specversion", "1.0"), ("ce_id", event.id), ("ce_source", event.source),
            ("ce_type", event.payload.type),
            ("ce_subject", event.subject), ("ce_time", event.time.description), ("content-type", "application/json"),
        ]
        var record = structured
        record.headers = attributes.map { KafkaHeader(name: $0, value: Array($1.utf8)) }
        // Our own encoder puts the data last.
        record.value = Array(value[data.upperBound...].dropLast())
        return record
    }
}

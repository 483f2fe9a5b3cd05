import EventCodec
import Events
import Kafka
import Profiles
import Readiness
import Streaming

/// A topic, a key, headers, and a record's value on each line of the body; without a head, all of it is one value.
enum EventTarget {
    private static let timestampMs: Int64 = 1_795_176_000_000
    private static let recordsMax = 64
    private static let terms = WellnessProfile.Terms(settings: .standard, configCommit: "fuzz")

    static func run(_ input: [UInt8]) throws(Violation) {
        let reader = RecordReader()
        var wellness = WellnessProfile()
        var activity = ActivityProfile()
        var count = 0
        try RecordBatch(records(input)).forEach { record throws(Violation) in
            guard case .event(let event) = reader.read(record) else { return }
            try requireRoundTrip(event, timestampMs: record.timestampMs)
            count += 1
            if wellness.apply(event) != nil {
                try require(wellness.apply(event) == nil, "an event that comes twice counts once: \(event)")
            }
            if activity.apply(event) {
                try require(!activity.apply(event), "an event that comes twice counts once: \(event)")
            }
        }
        guard count > 0 else { return }
        try StoredProfileTarget.requireSound(&wellness, terms)
        try StoredProfileTarget.requireSound(activity)
    }

    private static func records(_ input: [UInt8]) -> [HeldRecord] {
        let message = Message(input)
        guard let body = message.body else { return [record(Topics.wellness, "ana", [], input[...])] }
        let headers = message.fields.filter { $0.name != "key" && $0.name != "timestamp" }
            .map { KafkaHeader(name: $0.name, value: Array($0.value.utf8)) }
        let lines = body.split(separator: UInt8(ascii: "\n"), maxSplits: recordsMax)
        return lines.prefix(recordsMax).map { line in
            record(
                message.firstLine, message.field("key") ?? "ana", headers, line,
                message.field("timestamp").flatMap { Int64($0) } ?? timestampMs)
        }
    }

    private static func record(
        _ topic: String, _ key: String, _ headers: [KafkaHeader], _ value: ArraySlice<UInt8>,
        _ timestampMs: Int64 = timestampMs
    ) -> HeldRecord {
        HeldRecord(
            topic: topic, partition: 0, offset: 0, timestampMs: timestampMs, key: Array(key.utf8), value: Array(value),
            headers: headers)
    }

    /// What we accept and send on in our own words is accepted again, as the same event.
    private static func requireRoundTrip(_ event: Event, timestampMs: Int64) throws(Violation) {
        let encoded = event.encoded()
        guard encoded.count <= EventLimits.valueBytesMax else { return }
        let now = Instant(milliseconds: timestampMs)
        let again: Event
        do {
            again = try encoded.withUnsafeBytes { try EventDecoder().decode(unsent: $0, now: now) }
        } catch {
            throw Violation("what was accepted is accepted again, not refused as \(error): \(event)")
        }
        try require(again == event, "what was accepted means the same again: \(event), not \(again)")
    }
}

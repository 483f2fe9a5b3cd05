import Athletes
import Events
import Kafka
import Producing
import Synchronization

/// Records as `pulsehub produce` would send them, with partitions and timestamps of our choice, so that two clusters
/// can be given the very same log.
package enum InputRecords {
    /// The events of NDJSON lines, in their order, a millisecond apart.
    ///
    /// - Parameter noon: the day, at noon, of the first record's Kafka timestamp; events must not be later.
    package static func records(_ lines: some Sequence<[UInt8]>, noonOf noon: CivilDate) async -> [ProducerRecord] {
        let start = Int64(noon.dayNumber) * 86_400_000 + 43_200_000
        let sink = CollectingSink()
        let input = Array(lines.map { $0.last == UInt8(ascii: "\n") ? $0 : $0 + [UInt8(ascii: "\n")] }.joined())
        let position = Mutex(0)
        let reader = LineReader(lineBytesMax: 1 << 18) { count in
            position.withLock { position in
                let end = min(position + count, input.count)
                defer { position = end }
                return Array(input[position..<end])
            }
        }
        _ = await ProduceRun(
            sink: sink, clock: ContinuousClock(), wallClock: { Instant(milliseconds: start) }
        ).run(reader)
        return sink.events.withLock(\.self).enumerated().map { index, event in
            record(event.topic, event.subject, event.value, timestampMs: start + Int64(index))
        }
    }

    /// A simulated history: athletes with nights, training and page views.
    package static func simulated(athletes: Int, days: Int, seed: UInt64, endDate: CivilDate) async -> [ProducerRecord]
    {
        await records(Simulation(athletes: athletes, days: days, seed: seed, endDate: endDate), noonOf: endDate)
    }

    /// A record with an event, where it belongs.
    package static func record(
        _ topic: String, _ user: String, _ value: [UInt8], timestampMs: Int64? = nil
    ) -> ProducerRecord {
        ProducerRecord(
            topic: topic,
            partition: Murmur2.partition(for: user.utf8, partitions: Pipeline.partitions[topic] ?? 1),
            key: Array(user.utf8), value: value,
            headers: [KafkaHeader(name: "content-type", value: Array(Event.contentType.utf8))],
            timestampMs: timestampMs)
    }
}

/// Keeps the events instead of sending them.
private final class CollectingSink: EventSink {
    let events = Mutex<[OutgoingEvent]>([])

    func enqueue(
        _ event: OutgoingEvent, whenDone: @escaping @Sendable (Result<Void, SinkError>) -> Void
    ) throws(SinkError) {
        events.withLock { $0.append(event) }
        whenDone(.success(()))
    }
}

import EventCodec
import Events
import Kafka
import Streaming
import Synchronization

/// Reads the log as it grows, since the in-memory cluster forgets: what the archive is compared with.
final class Witness: Sendable {
    private struct State {
        var log = WitnessedLog()
        var isStopping = false
    }

    private let bootstrapServers: String
    private let journal: Journal
    private let state = Mutex(State())

    init(bootstrapServers: String, journal: Journal) {
        self.bootstrapServers = bootstrapServers
        self.journal = journal
    }

    /// Where every partition goes on.
    var ends: [TopicPartition: Int64] { state.withLock(\.log.ends) }

    /// What it has read so far.
    var log: WitnessedLog { state.withLock(\.log) }

    /// Ends ``run()`` after its present poll.
    func stop() { state.withLock { $0.isStopping = true } }

    /// Reads until it is stopped; blocks.
    func run() throws {
        let consumer = try Consumer(
            properties: [
                "bootstrap.servers": bootstrapServers, "fetch.wait.max.ms": "20",
                // The cluster answers the next heartbeat of anybody by an error when told to; ours is not meant.
                "session.timeout.ms": "300000", "heartbeat.interval.ms": "90000",
            ], group: "witness",
            clientID: "witness", topics: Topics.all,
            handlers: .init(
                onAssign: { [self] places in
                    let next = ends
                    return Dictionary(
                        uniqueKeysWithValues: places.map { ($0, next[$0].map { .at($0) } ?? .beginning) })
                },
                onRevoke: { [self] _, isLost in
                    if isLost { journal.tell("the witness reads nothing for a while: its group has forgotten it") }
                }), log: { _, _, _ in })
        defer { consumer.close() }
        while !state.withLock(\.isStopping) {
            let batch = try consumer.poll(max: 1_000, timeout: .milliseconds(100))
            for error in batch.errors where error.isFatal { throw error }
            state.withLock { state in batch.forEach { note($0, in: &state) } }
        }
    }

    private func note(_ record: borrowing Record, in state: inout State) {
        let place = TopicPartition(topic: record.topic, partition: record.partition)
        guard record.offset == state.log.ends[place, default: 0] else {
            return journal.violation("the witness reads \(place) at \(record.offset): the log has forgotten the rest")
        }
        state.log.append(Self.content(record), to: place)
    }

    private static func content(_ record: borrowing Record) -> WitnessedLog.Content {
        switch record.topic {
        case Topics.wellness, Topics.activity, Topics.vendor:
            if let erasure = try? Erasure(record) { return .erasure(of: erasure.user) }
            guard case .event(let event) = RecordReader().read(record) else { return .other }
            return .event(id: ExactText(event.id), user: ExactText(event.subject))
        default:
            let origin = record.value == nil ? nil : record.header(named: RecordHeader.origin)
            return origin.flatMap { RecordOrigin(description: String(decoding: $0, as: UTF8.self)) }
                .map { .derived(from: $0) } ?? .other
        }
    }
}

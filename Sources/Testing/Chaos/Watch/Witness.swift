import Events
import Kafka
import Synchronization

/// Reads the log as it grows, since the in-memory cluster forgets: what the archive is compared with.
final class Witness: Sendable {
    private struct State {
        var next: [TopicPartition: Int64] = [:]
        /// The event at each offset of the topics that clients write.
        var events: [TopicPartition: [ExactText]] = [:]
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
    var ends: [TopicPartition: Int64] { state.withLock(\.next) }

    /// The ids of the events in their places, from offset 0 on.
    var events: [TopicPartition: [ExactText]] { state.withLock(\.events) }

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
        guard record.offset == state.next[place, default: 0] else {
            return journal.violation("the witness reads \(place) at \(record.offset): the log has forgotten the rest")
        }
        state.next[place] = record.offset + 1
        guard record.topic == Topics.wellness || record.topic == Topics.activity else { return }
        let id = record.value.flatMap { value in
            try? EventDecoder().decode(
                topic: record.topic, key: record.key, value: value, timestamp: .init(milliseconds: record.timestampMs)
            ).id
        }
        state.events[place, default: []].append(ExactText(id ?? ""))
    }
}

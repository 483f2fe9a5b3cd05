import Foundation
import Kafka
import Synchronization

/// Members of a consumer group that do nothing with what they read: what a rebalance costs by the group protocol alone.
final class BareGroup: Sendable {
    private let properties: KafkaProperties
    private let topics: [String]
    /// Where the next owner goes on.
    private let next = Mutex<[TopicPartition: Int64]>([:])
    private let running = Mutex<[Member]>([])
    let clock: GapClock

    /// One member, on a thread of its own.
    private final class Member: Sendable {
        let isStopped = Atomic(false)
        let hasLeft = Atomic(false)
        let owned = Atomic(0)
    }

    init(_ properties: KafkaProperties, topics: [String], clock: GapClock) {
        self.properties = properties
        self.topics = topics
        self.clock = clock
    }

    /// Whether all members own partitions.
    var isShared: Bool { running.withLock { $0.allSatisfy { $0.owned.load(ordering: .relaxed) > 0 } } }

    func join() {
        let member = Member()
        running.withLock { $0.append(member) }
        Thread.detachNewThread { [self] in
            try? read(member)
            member.hasLeft.store(true, ordering: .releasing)
        }
    }

    /// Asks the newest members to leave, and waits until they have.
    func leave(_ count: Int) {
        let leaving = running.withLock { running in
            defer { running.removeLast(count) }
            return Array(running.suffix(count))
        }
        for member in leaving { member.isStopped.store(true, ordering: .relaxed) }
        while !leaving.allSatisfy({ $0.hasLeft.load(ordering: .acquiring) }) { Thread.sleep(forTimeInterval: 0.01) }
    }

    private func read(_ member: Member) throws {
        let handlers = Consumer.Handlers(
            onAssign: { [self] places in
                member.owned.add(places.count, ordering: .relaxed)
                return next.withLock { next in
                    Dictionary(uniqueKeysWithValues: places.map { ($0, next[$0].map { .at($0) } ?? .beginning) })
                }
            },
            onRevoke: { places, _ in member.owned.subtract(places.count, ordering: .relaxed) })
        let consumer = try Consumer(
            properties: properties, group: "bare", clientID: "bare", topics: topics, handlers: handlers,
            log: { _, _, _ in })
        defer { consumer.close() }
        while !member.isStopped.load(ordering: .relaxed) {
            let batch = try consumer.poll(max: 5_000, timeout: .milliseconds(50))
            var ends: [TopicPartition: Int64] = [:]
            batch.forEach { record in
                ends[TopicPartition(topic: record.topic, partition: record.partition)] = record.offset + 1
            }
            next.withLock { next in next.merge(ends) { $1 } }
            for place in ends.keys { clock.moved(place) }
        }
    }
}

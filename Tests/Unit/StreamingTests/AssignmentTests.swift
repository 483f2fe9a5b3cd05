import Kafka
import Logging
import Retrying
import Testing

@testable import Streaming

@Suite("An assignment over a connection that has died meanwhile")
struct AssignmentTests {
    private let place = TopicPartition(topic: "t", partition: 0)

    @Test("connects anew and goes on at the checkpoint, instead of leaving the group")
    func connectsAnew() throws {
        let sink = BrittleSink(failures: 1)
        #expect(try assign([place], sink) == [place: .at(7)])
        #expect(sink.reconnects == 1)
    }

    @Test("is refused if the store is really away")
    func refused() {
        let sink = BrittleSink(failures: 2)
        #expect(throws: Away.self) { try assign([place], sink) }
        #expect(sink.reconnects == 1)
    }

    @Test("is refused at once while other partitions are owned: what was written for them may be on its way")
    func refusedWhileOwning() throws {
        let sink = BrittleSink(failures: 0)
        let (session, host) = session(sink)
        let source = try session.join(host, onAssigned: {})
        _ = try host.handlers?.onAssign([place])
        sink.failures = 1
        #expect(throws: Away.self) {
            _ = try host.handlers?.onAssign([TopicPartition(topic: "t", partition: 1)])
        }
        #expect(sink.reconnects == 0)
        source.close()
    }

    private func assign(
        _ places: [TopicPartition], _ sink: BrittleSink
    ) throws -> [TopicPartition: Consumer.StartOffset]? {
        let (session, host) = session(sink)
        let source = try session.join(host, onAssigned: {})
        defer { source.close() }
        return try host.handlers?.onAssign(places)
    }

    private func session(_ sink: BrittleSink) -> (PartitionSession, FakeHost) {
        let configuration = SinkRunner.Configuration(
            group: "g", topics: ["t"], properties: [:], drainDeadline: .seconds(1), restartsOnTopicReset: false,
            batch: { BatchLimits(records: 1, wait: .zero) })
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        return (PartitionSession(configuration: configuration, sink: sink, logger: logger), FakeHost())
    }
}

private struct Away: RetriableError {
    var isRetriable: Bool { true }
}

/// Stands at offset 7, once it answers.
private final class BrittleSink: PartitionSink {
    var failures: Int
    private(set) var reconnects = 0

    init(failures: Int) { self.failures = failures }

    func checkpoints(of partitions: [TopicPartition]) throws -> [TopicPartition: Checkpoint] {
        if failures > 0 {
            failures -= 1
            throw Away()
        }
        return Dictionary(uniqueKeysWithValues: partitions.map { ($0, Checkpoint(nextOffset: 7, clusterID: "k")) })
    }

    func adopt(_ partitions: [String: Int32]) throws {}
    func process(_ batch: borrowing RecordBatch, owned: inout OwnedPartitions) throws -> CommitOutcome { .committed }
    func settle(within deadline: Duration) throws -> CommitOutcome { .committed }
    func forget(_ partitions: [TopicPartition]) {}
    func reconnect() throws { reconnects += 1 }
    func idle() throws {}
}

private final class FakeHost: SinkHost {
    private(set) var handlers: Consumer.Handlers?
    var isStopping: Bool { false }
    var now: ContinuousClock.Instant { .now }

    func join(_ configuration: SinkRunner.Configuration, _ handlers: Consumer.Handlers) throws -> any RecordSource {
        self.handlers = handlers
        return FakeSource()
    }

    func rest(_ pause: Duration) {}
    func tell(_ state: SinkState) {}
    func takeStandstill() -> Standstill? { nil }
}

private final class FakeSource: RecordSource {
    func poll(max: Int, timeout: Duration) throws -> RecordBatch { RecordBatch([]) }
    func watermarks(of place: TopicPartition, timeout: Duration) throws -> (low: Int64, high: Int64) { (0, 9) }
    func partitionCount(of topic: String, timeout: Duration) throws -> Int32 { 2 }
    func clusterID(timeout: Duration) -> String? { "k" }
    func commit(_ offsets: [TopicPartition: CommittedOffset]) throws {}
    func committed(of places: [TopicPartition], timeout: Duration) throws -> [TopicPartition: CommittedOffset] { [:] }
    func close() {}
}

import Kafka
import Logging
import Testing

@testable import Streaming

@Suite("A loop without records")
struct QuietLoopTests {
    private let place = TopicPartition(topic: "t", partition: 0)

    @Test("waits a second at a time once it was quiet, and no longer than the sink has nothing to do")
    func waits() throws {
        let (host, sink) = (StillHost(place), RestingSink())
        let loop = loop(host, sink)
        for _ in 0..<4 { try loop.step() }
        sink.nextWork = host.now + .milliseconds(300)
        try loop.step()
        sink.nextWork = host.now - .seconds(5)
        try loop.step()
        #expect(
            host.source.timeouts == [
                .milliseconds(50), .seconds(1), .seconds(1), .seconds(1), .milliseconds(300), .milliseconds(50),
            ])
        #expect(sink.idles == 6)
    }

    @Test("waits no longer than it is told while it is not quiet")
    func busy() throws {
        let (host, sink) = (StillHost(place), RestingSink())
        let loop = loop(host, sink)
        for _ in 0..<3 { try loop.step() }
        host.source.ends = [place: 8]
        try loop.step()
        host.source.ends = [:]
        for _ in 0..<2 { try loop.step() }
        #expect(
            host.source.timeouts == [
                .milliseconds(50), .seconds(1), .seconds(1), .seconds(1), .milliseconds(50), .seconds(1),
            ])
    }

    private func loop(_ host: StillHost, _ sink: RestingSink) -> SinkLoop {
        let configuration = SinkRunner.Configuration(
            group: "g", topics: ["t"], properties: [:], drainDeadline: .seconds(1), restartsOnTopicReset: false,
            batch: { BatchLimits(records: 1, wait: .milliseconds(50)) })
        return SinkLoop(configuration, host: host, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }) {
            sink
        }
    }
}

/// Stands at offset 7 and has nothing to do.
private final class RestingSink: PartitionSink {
    var nextWork: ContinuousClock.Instant?
    private(set) var idles = 0

    func checkpoints(of partitions: [TopicPartition]) throws -> [TopicPartition: Checkpoint] {
        Dictionary(uniqueKeysWithValues: partitions.map { ($0, Checkpoint(nextOffset: 7, clusterID: "k")) })
    }

    func adopt(_ partitions: [String: Int32]) throws {}
    func process(_ batch: borrowing RecordBatch, owned: inout OwnedPartitions) throws -> CommitOutcome { .committed }
    func settle(within deadline: Duration) throws -> CommitOutcome { .committed }
    func forget(_ partitions: [TopicPartition]) {}
    func reconnect() throws {}
    func idle() throws { idles += 1 }
}

/// Gives the partition at the first poll; its time stands still.
private final class StillHost: SinkHost {
    let now = ContinuousClock.now
    var isStopping: Bool { false }
    let source: SilentSource

    init(_ place: TopicPartition) { source = SilentSource(place) }

    func join(_ configuration: SinkRunner.Configuration, _ handlers: Consumer.Handlers) throws -> any RecordSource {
        source.handlers = handlers
        return source
    }

    func rest(_ pause: Duration) {}
    func tell(_ state: SinkState) {}
    func takeStandstill() -> Standstill? { nil }
}

/// Delivers nothing, and remembers how long it was waited for.
private final class SilentSource: RecordSource {
    private let place: TopicPartition
    var handlers: Consumer.Handlers?
    var ends: [TopicPartition: Int64] = [:]
    private(set) var timeouts: [Duration] = []

    init(_ place: TopicPartition) { self.place = place }

    func poll(max: Int, timeout: Duration) throws -> RecordBatch {
        if timeouts.isEmpty { _ = try handlers?.onAssign([place]) }
        timeouts.append(timeout)
        return RecordBatch([], ends: ends)
    }

    func watermarks(of place: TopicPartition, timeout: Duration) throws -> (low: Int64, high: Int64) { (0, 9) }
    func partitionCount(of topic: String, timeout: Duration) throws -> Int32 { 1 }
    func clusterID(timeout: Duration) -> String? { "k" }
    func commit(_ offsets: [TopicPartition: CommittedOffset]) throws {}
    func committed(of places: [TopicPartition], timeout: Duration) throws -> [TopicPartition: CommittedOffset] { [:] }
    func close() {}
}

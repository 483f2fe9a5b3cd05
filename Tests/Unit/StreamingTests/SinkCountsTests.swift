import CoreMetrics
import Events
import Kafka
import Logging
import Observability
import Retrying
import TestSupport
import Testing

@testable import Streaming

@Suite("What a sink loop mends")
struct SinkCountsTests {
    @Test("is told and counted: a retry, a lost compare-and-set, a fresh start")
    func counted() throws {
        let (registry, lines) = (PrometheusRegistry(), LogCollector())
        try withMetricsFactory(registry) {
            let loop = loop(FailingSink([.away, .conflict, .done]), lines)
            try loop.step()
            try loop.step()
        }
        let page = registry.text
        #expect(page.contains(#"pulsehub_sink_retries_total{path="hot"} 1"#))
        #expect(page.contains(#"pulsehub_sink_conflicts_total{path="hot"} 1"#))
        #expect(page.contains(#"pulsehub_sink_fresh_starts_total{path="hot"} 1"#))
        #expect(lines.saying("the sink failed, trying again").count == 1)
        #expect(lines.saying("starting over from the checkpoints").count == 1)
    }

    @Test("is there at 0 before anything happened, and a batch is timed, sized and dated")
    func measured() throws {
        let registry = PrometheusRegistry()
        try withMetricsFactory(registry) { try loop(FailingSink([.done]), LogCollector()).step() }
        let page = registry.text
        #expect(page.contains(#"pulsehub_sink_retries_total{path="hot"} 0"#))
        #expect(page.contains(#"pulsehub_sink_batch_duration_seconds_count{path="hot"} 1"#))
        #expect(page.contains(#"pulsehub_sink_batch_records_sum{path="hot"} 1"#))
        #expect(page.contains(#"pulsehub_sink_freshness_seconds_sum{path="hot"} 7"#))
    }

    private func loop(_ sink: FailingSink, _ lines: LogCollector) -> SinkLoop {
        var configuration = SinkRunner.Configuration(
            group: "g", topics: ["t"], properties: [:], drainDeadline: .seconds(1), restartsOnTopicReset: false,
            batch: { BatchLimits(records: 1, wait: .zero) })
        configuration.path = "hot"
        configuration.wall = { Instant(milliseconds: 8000) }
        return SinkLoop(configuration, host: OneRecordHost(), logger: lines.logger) { sink }
    }
}

private struct Away: RetriableError { var isRetriable: Bool { true } }

/// Does what it is told, one after the other.
private final class FailingSink: PartitionSink {
    enum Step { case away, conflict, done }

    private var steps: [Step]

    init(_ steps: [Step]) { self.steps = steps }

    func checkpoints(of partitions: [TopicPartition]) throws -> [TopicPartition: Checkpoint] { [:] }
    func adopt(_ partitions: [String: Int32]) throws {}

    func process(_ batch: borrowing RecordBatch, owned: inout OwnedPartitions) throws -> CommitOutcome {
        switch steps.isEmpty ? .done : steps.removeFirst() {
        case .away: throw Away()
        case .conflict: return .conflict
        case .done: return .committed
        }
    }

    func settle(within deadline: Duration) throws -> CommitOutcome { .committed }
    func forget(_ partitions: [TopicPartition]) {}
    func reconnect() throws {}
    func idle() throws {}
}

private final class OneRecordHost: SinkHost {
    private var standstills = 1
    var isStopping: Bool { false }
    var now: ContinuousClock.Instant { .now }

    func join(_ configuration: SinkRunner.Configuration, _ handlers: Consumer.Handlers) throws -> any RecordSource {
        OneRecordSource()
    }

    func rest(_ pause: Duration) {}
    func tell(_ state: SinkState) {}

    func takeStandstill() -> Standstill? {
        guard standstills > 0 else { return nil }
        standstills -= 1
        return Standstill(reason: "for once", otherLogs: [:])
    }
}

private final class OneRecordSource: RecordSource {
    func poll(max: Int, timeout: Duration) throws -> RecordBatch {
        RecordBatch([HeldRecord(topic: "t", partition: 0, offset: 0, timestampMs: 1000, key: nil, value: nil)])
    }
    func watermarks(of place: TopicPartition, timeout: Duration) throws -> (low: Int64, high: Int64) { (0, 9) }
    func partitionCount(of topic: String, timeout: Duration) throws -> Int32 { 1 }
    func clusterID(timeout: Duration) -> String? { "k" }
    func commit(_ offsets: [TopicPartition: CommittedOffset]) throws {}
    func committed(of places: [TopicPartition], timeout: Duration) throws -> [TopicPartition: CommittedOffset] { [:] }
    func close() {}
}

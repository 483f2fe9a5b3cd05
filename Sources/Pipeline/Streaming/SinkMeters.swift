import CoreMetrics
import Events
import Kafka
import Observability

/// What is measured of each batch, and the counters of what a loop mends, told at 0 from the start.
struct SinkMeters {
    private let duration: CoreMetrics.Timer
    private let records: Recorder
    private let freshness: CoreMetrics.Timer

    /// - Parameter path: ``SinkRunner/Configuration/path``.
    init(_ path: String) {
        duration = Metric.sinkBatchDuration.timer(path)
        records = Metric.sinkBatchRecords.sizes(path)
        freshness = Metric.sinkFreshness.timer(path)
        for metric in [Metric.sinkRetries, Metric.sinkConflicts, Metric.sinkFreshStarts] { _ = metric.counter(path) }
    }

    /// - Parameter time: nil where nobody knows the time of the day.
    func committed(_ batch: borrowing RecordBatch, in duration: Duration, at time: Instant?) {
        guard !batch.isEmpty else { return }
        self.duration.add(duration)
        records.record(batch.count)
        guard let time else { return }
        // The last stands for all: it has waited least, so that a batch that is caught up with does not look late.
        let told = batch.withRecord(at: batch.count - 1) { $0.timestampMs }
        freshness.add(.milliseconds(max(0, time.microseconds / 1000 - told)))
    }
}

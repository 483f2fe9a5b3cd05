import CoreMetrics
import Observability

/// What is told about live updates to those who watch the process.
struct LiveMetrics: Sendable {
    private let open = Metric.liveStreams.meter()
    let refused = Metric.liveRefused.counter()

    func record(open count: Int) { open.set(count) }
}

import CoreMetrics

/// What is told about live updates to those who watch the process.
struct LiveMetrics: Sendable {
    private let open = Meter(label: "pulsehub_live_streams")
    let refused = Counter(label: "pulsehub_live_refused_total")

    func record(open count: Int) { open.set(count) }
}

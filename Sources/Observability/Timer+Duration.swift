import CoreMetrics

extension CoreMetrics.Timer {
    /// Adds one duration.
    package func add(_ duration: Duration) { recordNanoseconds(Int64(duration / .nanoseconds(1))) }
}

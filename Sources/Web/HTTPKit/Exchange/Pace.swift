import NIOCore

/// How slowly the bytes of a body may come.
///
/// In the first moments anything is good enough; then so many bytes a second on average, and a whole that ends in time.
struct Pace: Sendable {
    /// Until the average is looked at.
    var grace: Duration
    /// 0 for any.
    var bytesPerSecond: Int
    /// Until the last one.
    var limit: Duration

    /// When it would be too slow for as many bytes as have come.
    func end(since start: NIODeadline, bytes: Int) -> NIODeadline {
        guard bytesPerSecond > 0 else { return start + TimeAmount(limit) }
        return start + TimeAmount(min(limit, grace + .seconds(1) * (Double(bytes) / Double(bytesPerSecond))))
    }
}

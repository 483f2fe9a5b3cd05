import NIOCore

/// How slowly bytes may come or go.
///
/// In the first moments anything is good enough; then so many bytes a second on average, and a whole that ends in time.
struct Pace: Sendable {
    /// Until the average is looked at.
    var grace: Duration
    /// 0 for any.
    var bytesPerSecond: Int
    /// Nil for any.
    var limit: Duration?

    /// When it would have been too slow for as many bytes as have been counted; nil for never.
    func end(since start: NIODeadline, bytes: Int) -> NIODeadline? {
        let average = bytesPerSecond > 0 ? grace + .seconds(1) * (Double(bytes) / Double(bytesPerSecond)) : nil
        return [average, limit].compactMap(\.self).min().map { start + TimeAmount($0) }
    }
}

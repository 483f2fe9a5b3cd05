/// Spaces events out to a rate, letting short bursts through. Pure: time is passed in.
struct TokenBucket {
    private let perSecond: Double
    private let burst: Double
    private var tokens: Double
    private var last: Duration = .zero

    /// - Parameters:
    ///   - perSecond: events per second, more than 0.
    ///   - burst: events that may go at once after a pause; at least 1.
    init(perSecond: Double, burst: Double) {
        precondition(perSecond > 0, "a rate is more than 0")
        self.perSecond = perSecond
        self.burst = max(1, burst)
        tokens = max(1, burst)
    }

    /// Takes `count` tokens, going into debt if need be, and says how long to wait until the debt is paid.
    ///
    /// - Parameter elapsed: time since the start; it must not go back.
    mutating func take(_ count: Int, at elapsed: Duration) -> Duration {
        tokens = min(burst, tokens + (elapsed - last).seconds * perSecond) - Double(count)
        last = elapsed
        return tokens >= 0 ? .zero : .seconds(-tokens / perSecond)
    }
}

extension Duration {
    /// The duration in seconds.
    var seconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}

/// Pauses between attempts: exponential, bounded, and without a random part so that tests can name the times.
public struct Backoff: Sendable {
    private let first: Duration
    private let longest: Duration
    private var current: Duration

    /// Starts at `first` and doubles up to `longest`.
    public init(first: Duration = .milliseconds(50), longest: Duration = .seconds(5)) {
        self.first = first
        self.longest = longest
        current = first
    }

    /// The pause before the next attempt.
    public mutating func next() -> Duration {
        defer { current = min(current * 2, longest) }
        return current
    }

    /// After a success the next failure starts small again.
    public mutating func reset() { current = first }
}

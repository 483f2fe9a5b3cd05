/// Pauses between attempts: exponential, bounded, and without a random part so that tests can name the times.
package struct Backoff: Sendable {
    private let first: Duration
    private let longest: Duration
    private var current: Duration

    /// Starts at `first` and doubles up to `longest`.
    package init(first: Duration = .milliseconds(50), longest: Duration = .seconds(5)) {
        self.first = first
        self.longest = longest
        current = first
    }

    /// The pause before the next attempt.
    package mutating func next() -> Duration {
        defer { current = min(current * 2, longest) }
        return current
    }

    /// After a success the next failure starts small again.
    package mutating func reset() { current = first }
}

/// The end of a request's patience, shared by all its reads.
package struct Deadline: Sendable {
    private let end: ContinuousClock.Instant

    /// A deadline this far from now.
    package init(in patience: Duration) { end = .now + patience }

    /// What is left of it; never negative.
    package var left: Duration { max(.zero, end - .now) }
}

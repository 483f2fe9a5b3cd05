import Events

/// Which dead letters to list; nil asks for any.
package struct DeadLetterFilter: Equatable, Sendable {
    /// The topic that they were refused in.
    package var topic: String?
    /// A stable reason.
    package var reason: String?
    /// The record's key.
    package var user: String?
    /// Parked at or after this.
    package var since: Instant?
    /// What was decided.
    package var state: DeadLetter.State?
    /// Most to give, up to ``limitMax``; the newest are given.
    package var limit = 50

    /// What a process holds in memory at once.
    package static let limitMax = 100_000

    /// Any.
    package init() {}
}

import Events

/// Which dead letters to list; nil asks for any.
public struct DeadLetterFilter: Equatable, Sendable {
    /// The topic that they were refused in.
    public var topic: String?
    /// A stable reason.
    public var reason: String?
    /// The record's key.
    public var user: String?
    /// Parked at or after this.
    public var since: Instant?
    /// What was decided.
    public var state: DeadLetter.State?
    /// Most to give, up to ``limitMax``; the newest are given.
    public var limit = 50

    /// What a process holds in memory at once.
    public static let limitMax = 100_000

    /// Any.
    public init() {}
}

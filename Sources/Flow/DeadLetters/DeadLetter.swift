import Events
import Streaming

/// A record that could not be used, as the archive lists it. Its bytes are a ``ParkedRecord``.
public struct DeadLetter: Equatable, Sendable {
    /// What was decided about it.
    public enum State: String, Sendable, CaseIterable {
        /// Nothing yet.
        case open
        /// It was produced again.
        case retried
        /// It is not to be used.
        case discarded
    }

    /// A person's word on it.
    public struct Decision: Equatable, Sendable {
        /// Who.
        public let by: String
        /// When.
        public let at: Instant

        /// A decision.
        public init(by: String, at: Instant) {
            self.by = by
            self.at = at
        }
    }

    /// Where the record stood: by this it is known.
    public let origin: RecordOrigin
    /// A stable reason, as in ``Rejection/Reason``; perhaps one of a newer version.
    public let reason: String
    /// What was wrong, for a person.
    public let detail: String
    /// The record's key, which is the user's id if it is right; nil without one.
    public let key: [UInt8]?
    /// When it was parked first.
    public let parkedAt: Instant
    /// What was decided.
    public let state: State
    /// By whom and when; nil while it is open.
    public let decision: Decision?
    /// How often it was produced again.
    public let retries: Int
    /// Where the last retry put it.
    public let retriedAs: RecordOrigin?

    /// All of it.
    public init(
        origin: RecordOrigin, reason: String, detail: String, key: [UInt8]?, parkedAt: Instant, state: State = .open,
        decision: Decision? = nil, retries: Int = 0, retriedAs: RecordOrigin? = nil
    ) {
        self.origin = origin
        self.reason = reason
        self.detail = detail
        self.key = key
        self.parkedAt = parkedAt
        self.state = state
        self.decision = decision
        self.retries = retries
        self.retriedAs = retriedAs
    }
}

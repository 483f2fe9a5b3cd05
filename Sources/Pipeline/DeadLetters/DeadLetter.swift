import Events
import Streaming

/// A record that could not be used, as the archive lists it. Its bytes are a ``ParkedRecord``.
package struct DeadLetter: Equatable, Sendable {
    /// What was decided about it.
    package enum State: String, Sendable, CaseIterable {
        /// Nothing yet.
        case open
        /// It was produced again.
        case retried
        /// It is not to be used.
        case discarded
    }

    /// A person's word on it.
    package struct Decision: Equatable, Sendable {
        /// Who.
        package let by: String
        /// When.
        package let at: Instant

        /// A decision.
        package init(by: String, at: Instant) {
            self.by = by
            self.at = at
        }
    }

    /// Where the record stood: by this it is known.
    package let origin: RecordOrigin
    /// A stable reason, as in ``Rejection/Reason``; perhaps one of a newer version.
    package let reason: String
    /// What was wrong, for a person.
    package let detail: String
    /// The record's key, which is the user's id if it is right; nil without one.
    package let key: [UInt8]?
    /// When it was parked first.
    package let parkedAt: Instant
    /// What was decided.
    package let state: State
    /// By whom and when; nil while it is open.
    package let decision: Decision?
    /// How often it was produced again.
    package let retries: Int
    /// Where the last retry put it.
    package let retriedAs: RecordOrigin?

    /// All of it.
    package init(
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

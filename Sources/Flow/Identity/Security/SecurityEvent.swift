import Events

/// Something that whoever looks after the security of a deployment wants to know: who did what, whether it was let be done,
/// and from where. No secret and nothing of a token's contents stands in it.
public struct SecurityEvent: Sendable, Equatable {
    /// What kind of thing; never renamed, since alarms filter on it.
    public enum Kind: String, Sendable, CaseIterable {
        /// A 401: no token, or one that lets nobody in. Who it was is not known.
        case loginRefused = "login_refused"
        /// A 403: somebody known asked for what is not theirs.
        case accessRefused = "access_refused"
        /// A wrong secret at an admin port.
        case adminTokenRefused = "admin_token_refused"
        /// A team or who is in it was changed.
        case teamChanged = "team_changed"
        /// Somebody asked that a person be erased.
        case personErased = "person_erased"
    }

    /// What became of it.
    public enum Outcome: String, Sendable, CaseIterable {
        case refused, done, failed
    }

    /// What is equal in events that are told as one.
    public struct Facts: Sendable, Hashable {
        /// The kind.
        public var kind: Kind
        /// The outcome.
        public var outcome: Outcome
        /// Who: the subject of a verified token; nil where nobody is known.
        public var actor: String?
        /// As what.
        public var roles: String?
        /// Method and route, such as `PUT /api/v1/teams/{teamId}`.
        public var action: String
        /// The person whom it was about; nil where it was about none, or where nobody may remember.
        public var subject: String?
        /// The team that it was about.
        public var team: String?
        /// Why it was refused, or the id of an erasure.
        public var detail: String?
        /// The address that the connection came from; nil where it has none.
        public var address: String?

        /// All of them.
        public init(
            _ kind: Kind, _ outcome: Outcome, actor: String? = nil, roles: String? = nil, action: String,
            subject: String? = nil, team: String? = nil, detail: String? = nil, address: String? = nil
        ) {
            self.kind = kind
            self.outcome = outcome
            self.actor = actor
            self.roles = roles
            self.action = action
            self.subject = subject
            self.team = team
            self.detail = detail
            self.address = address
        }

        /// In place of those that are too many to be told one by one.
        var summary: Facts { Facts(kind, outcome, action: "", detail: Self.further) }

        static let further = "further ones in this minute, counted only"
    }

    /// Random; tells it from every other, so that it may be written again.
    public var id: Int64
    /// What happened.
    public var facts: Facts
    /// When the first of them happened.
    public var first: Instant
    /// When the last of them happened.
    public var last: Instant
    /// How many this one stands for.
    public var count: Int

    /// An event, or several equal ones.
    public init(
        id: Int64 = .random(in: .min ... .max), _ facts: Facts, first: Instant, last: Instant, count: Int
    ) {
        self.id = id
        self.facts = facts
        self.first = first
        self.last = last
        self.count = count
    }
}

/// Where security events are kept.
public protocol SecurityEventStore: Sendable {
    /// Keeps the events. Writing one of them again changes nothing.
    func append(_ events: [SecurityEvent], within deadline: Duration) async throws
}

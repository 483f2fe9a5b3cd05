import Events

/// Something that whoever looks after the security of a deployment wants to know: who did what, whether it was let be done,
/// and from where. No secret and nothing of a token's contents stands in it.
package struct SecurityEvent: Sendable, Equatable {
    /// What kind of thing; never renamed, since alarms filter on it.
    package enum Kind: String, Sendable, CaseIterable {
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
    package enum Outcome: String, Sendable, CaseIterable {
        case refused, done, failed
    }

    /// What is equal in events that are told as one.
    package struct Facts: Sendable, Hashable {
        /// The kind.
        package var kind: Kind
        /// The outcome.
        package var outcome: Outcome
        /// Who: the subject of a verified token; nil where nobody is known.
        package var actor: String?
        /// As what.
        package var roles: String?
        /// Method and route, such as `PUT /api/v1/teams/{teamId}`.
        package var action: String
        /// The person whom it was about; nil where it was about none, or where nobody may remember.
        package var subject: String?
        /// The team that it was about.
        package var team: String?
        /// Why it was refused, or the id of an erasure.
        package var detail: String?
        /// The address that the connection came from; nil where it has none.
        package var address: String?

        /// All of them.
        package init(
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
    package var id: Int64
    /// What happened.
    package var facts: Facts
    /// When the first of them happened.
    package var first: Instant
    /// When the last of them happened.
    package var last: Instant
    /// How many this one stands for.
    package var count: Int

    /// An event, or several equal ones.
    package init(
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
package protocol SecurityEventStore: Sendable {
    /// Keeps the events. Writing one of them again changes nothing.
    func append(_ events: [SecurityEvent], within deadline: Duration) async throws
}

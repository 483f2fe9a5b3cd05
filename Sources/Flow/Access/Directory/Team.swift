import Identity

/// A group of athletes and those who coach them.
public struct Team: Sendable, Equatable {
    /// More would make a coach's table a long one, and one request an expensive one.
    public static let membersMax = 200

    /// Never changes.
    public let id: TeamID
    /// 1 to 128 bytes without control characters.
    public var name: String

    /// A team as stored; what comes from outside is checked where it is read.
    public init(id: TeamID, name: String) {
        self.id = id
        self.name = name
    }
}

/// What a person is in one team; the raw value is the wire name.
public enum TeamRole: String, Sendable, CaseIterable {
    /// Shows the coaches what consent allows.
    case athlete
    /// Sees it.
    case coach
}

/// A team with its members.
public struct Roster: Sendable, Equatable {
    /// Whose members.
    public var team: Team
    /// At most ``Team/membersMax``, in the order of the ids' bytes.
    public var members: [Member]

    /// A person in the team.
    public struct Member: Sendable, Equatable {
        /// Who.
        public var user: UserID
        /// As what; one role a team.
        public var role: TeamRole
        /// What an athlete lets the team's coaches see; empty for coaches.
        public var consents: Set<Signal>

        /// A member as stored.
        public init(user: UserID, role: TeamRole, consents: Set<Signal> = []) {
            self.user = user
            self.role = role
            self.consents = consents
        }
    }

    /// A team as stored.
    public init(team: Team, members: [Member]) {
        self.team = team
        self.members = members
    }

    /// What the person is in the team; nil for an outsider.
    public func role(of user: UserID) -> TeamRole? { members.first { $0.user == user }?.role }

    /// The athletes alone.
    public var athletes: [Member] { members.filter { $0.role == .athlete } }
}

/// A team as one of its members, or an admin, sees it listed.
public struct Membership: Sendable, Equatable {
    /// Which team.
    public var team: Team
    /// As what; nil for an admin who is no member.
    public var role: TeamRole?

    /// A membership as stored.
    public init(team: Team, role: TeamRole?) {
        self.team = team
        self.role = role
    }
}

/// What an athlete lets the coaches of one team see.
public struct TeamConsent: Sendable, Equatable {
    /// Whose coaches.
    public var team: Team
    /// What they may see; everything else is withheld.
    public var signals: Set<Signal>

    /// A consent as stored.
    public init(team: Team, signals: Set<Signal>) {
        self.team = team
        self.signals = signals
    }
}

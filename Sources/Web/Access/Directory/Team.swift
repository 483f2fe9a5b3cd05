import Identity

/// A group of athletes and those who coach them.
package struct Team: Sendable, Equatable {
    /// More would make a coach's table a long one, and one request an expensive one.
    package static let membersMax = 200

    /// Never changes.
    package let id: TeamID
    /// 1 to 128 bytes without control characters.
    package var name: String

    /// A team as stored; what comes from outside is checked where it is read.
    package init(id: TeamID, name: String) {
        self.id = id
        self.name = name
    }
}

/// What a person is in one team; the raw value is the wire name.
package enum TeamRole: String, Sendable, CaseIterable {
    /// Shows the coaches what consent allows.
    case athlete
    /// Sees it.
    case coach
}

/// A team with its members.
package struct Roster: Sendable, Equatable {
    /// Whose members.
    package var team: Team
    /// At most ``Team/membersMax``, in the order of the ids' bytes.
    package var members: [Member]

    /// A person in the team.
    package struct Member: Sendable, Equatable {
        /// Who.
        package var user: UserID
        /// As what; one role a team.
        package var role: TeamRole
        /// What an athlete lets the team's coaches see; empty for coaches.
        package var consents: Set<Signal>

        /// A member as stored.
        package init(user: UserID, role: TeamRole, consents: Set<Signal> = []) {
            self.user = user
            self.role = role
            self.consents = consents
        }
    }

    /// A team as stored.
    package init(team: Team, members: [Member]) {
        self.team = team
        self.members = members
    }

    /// What the person is in the team; nil for an outsider.
    package func role(of user: UserID) -> TeamRole? { members.first { $0.user == user }?.role }

    /// The athletes alone.
    package var athletes: [Member] { members.filter { $0.role == .athlete } }
}

/// A team as one of its members, or an admin, sees it listed.
package struct Membership: Sendable, Equatable {
    /// Which team.
    package var team: Team
    /// As what; nil for an admin who is no member.
    package var role: TeamRole?

    /// A membership as stored.
    package init(team: Team, role: TeamRole?) {
        self.team = team
        self.role = role
    }
}

/// What an athlete lets the coaches of one team see.
package struct TeamConsent: Sendable, Equatable {
    /// Whose coaches.
    package var team: Team
    /// What they may see; everything else is withheld.
    package var signals: Set<Signal>

    /// A consent as stored.
    package init(team: Team, signals: Set<Signal>) {
        self.team = team
        self.signals = signals
    }
}

import Events
import Identity

/// Where teams, consents, alert preferences and the record of reads are kept.
///
/// Of every method holds: after the deadline an error must be thrown. Any error means that nothing is known. What a
/// change has answered holds for every read that begins afterwards, in every process: nothing may be cached.
package protocol AccessDirectory: Sendable {
    /// What the athlete lets the coach see, over all teams that the two share as athlete and coach; nil if there are none.
    func sharing(of athlete: UserID, with coach: UserID, within deadline: Duration) async throws -> Set<Signal>?

    /// The team with everybody in it; nil if there is no such team.
    func roster(of team: TeamID, within deadline: Duration) async throws -> Roster?

    /// What has moved if a membership, a consent or an alert preference was changed.
    func generation(within deadline: Duration) async throws -> AccessGeneration

    /// One page of the teams that the person belongs to, or of all teams, by id.
    func teams(
        of user: UserID, all: Bool, page: Page, within deadline: Duration
    ) async throws -> [Membership]

    /// False if there is a team of this id already.
    func create(_ team: Team, within deadline: Duration) async throws -> Bool

    /// False if there is no such team.
    func rename(_ team: Team, within deadline: Duration) async throws -> Bool

    /// Removes the team, its memberships and the consents given to it; false if there is none.
    func delete(_ team: TeamID, within deadline: Duration) async throws -> Bool

    /// Puts the person into the team as this, whatever they were there before; a changed role ends the consents.
    func put(
        _ user: UserID, as role: TeamRole, in team: TeamID, within deadline: Duration
    ) async throws -> MemberOutcome

    /// Takes the person out of the team, and the consents with them; false if they are no member.
    func remove(_ user: UserID, from team: TeamID, within deadline: Duration) async throws -> Bool

    /// Every team that the person is an athlete of, by id.
    func consents(of user: UserID, within deadline: Duration) async throws -> [TeamConsent]

    /// Replaces all consents of the person; teams not named get none. Answers a team that the person is no athlete of,
    /// and then has changed nothing; nil if all is well.
    func setConsents(
        _ consents: [TeamID: Set<Signal>], of user: UserID, within deadline: Duration
    ) async throws -> TeamID?

    /// What the person wants to be told of.
    func alerts(of user: UserID, within deadline: Duration) async throws -> AlertPreferences

    /// Replaces it.
    func setAlerts(_ alerts: AlertPreferences, of user: UserID, within deadline: Duration) async throws

    /// Keeps the looks. Writing one of them again changes nothing.
    func append(_ looks: [Look], within deadline: Duration) async throws

    /// One page of the reads of a person's data between two instants (the second excluded), newest first.
    func reads(
        of subject: UserID, in span: Range<Instant>, page: Page, within deadline: Duration
    ) async throws -> [ReadRecord]
}

/// Counts changes, so that whoever remembers one can tell whether there were more.
package struct AccessGeneration: Sendable, Equatable {
    /// Of what anybody may see: memberships and consents.
    package var decisions: Int64
    /// Of what anybody wants to be told of, which decides nothing.
    package var alerts: Int64

    /// Counts as stored.
    package init(decisions: Int64, alerts: Int64) {
        self.decisions = decisions
        self.alerts = alerts
    }
}

/// What became of putting somebody into a team.
package enum MemberOutcome: Sendable, Equatable {
    case done, noSuchTeam
    /// ``Team/membersMax`` are in it.
    case full
}

/// A part of a list.
package struct Page: Sendable, Equatable {
    /// From 1.
    package var number: Int
    /// How many a page holds.
    package var size: Int

    /// A page; both are checked where they come in.
    package init(number: Int = 1, size: Int = 50) {
        self.number = number
        self.size = size
    }

    /// How many come before it.
    package var skipped: Int { (number - 1) * size }
}

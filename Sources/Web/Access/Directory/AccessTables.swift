/// What the tables of teams, consents and the audit are called in PostgreSQL, as `db/migrations` makes them: written here
/// and nowhere else.
package enum AccessTables {
    /// Counts up with every change of what somebody may see.
    package static let generation = "access.generation"
    /// Teams by id.
    package static let teams = "access.teams"
    /// Who belongs to a team, as what.
    package static let members = "access.members"
    /// Which of their signals an athlete shows a team.
    package static let consents = "access.consents"
    /// When an athlete wants to be told.
    package static let alerts = "access.alerts"
    /// A number for every person whose data were read, so that an erasure forgets whose they were.
    package static let people = "access.people"
    /// Who read whose data.
    package static let reads = "access.reads"
    /// Sign-ins, refusals and what else a security officer asks for.
    package static let securityEvents = "access.security_events"
}

import Access
import Events
import Identity
import Synchronization

/// A directory in memory, which fails as long as it is told to.
package final class InMemoryAccessDirectory: AccessDirectory {
    /// What it throws while it is down.
    package struct Down: Error {}

    private struct State {
        var teams: [TeamID: Roster] = [:]
        var alerts: [UserID: AlertPreferences] = [:]
        var looks: [Look] = []
        var generation = AccessGeneration(decisions: 0, alerts: 0)
        var isDown = false
        var calls = 0
    }

    private let state = Mutex(State())

    /// Without any team.
    package init() {}

    /// Makes every call fail, or none.
    package func fail(_ isDown: Bool) { state.withLock { $0.isDown = isDown } }

    /// Forgets everything.
    package func reset() { state.withLock { $0 = State() } }

    /// What was written so far, in the order of writing.
    package var looks: [Look] { state.withLock { $0.looks } }

    /// Calls so far, failed ones included.
    package var calls: Int { state.withLock { $0.calls } }

    /// See `AccessDirectory`.
    package func sharing(
        of athlete: UserID, with coach: UserID, within deadline: Duration
    ) async throws -> Set<Signal>? {
        try answer { state in
            let shared = state.teams.values.filter { $0.role(of: coach) == .coach }
                .compactMap { $0.athletes.first { $0.user == athlete }?.consents }
            return shared.isEmpty ? nil : shared.reduce(into: []) { $0.formUnion($1) }
        }
    }

    /// See `AccessDirectory`.
    package func roster(of team: TeamID, within deadline: Duration) async throws -> Roster? {
        try answer { $0.teams[team] }
    }

    /// See `AccessDirectory`.
    package func generation(within deadline: Duration) async throws -> AccessGeneration {
        try answer { $0.generation }
    }

    /// See `AccessDirectory`.
    package func teams(of user: UserID, all: Bool, page: Page, within deadline: Duration) async throws -> [Membership] {
        try answer { state in
            let found = state.teams.values.sorted { $0.team.id < $1.team.id }
                .map { Membership(team: $0.team, role: $0.role(of: user)) }
                .filter { all || $0.role != nil }
            return Array(found.dropFirst(page.skipped).prefix(page.size))
        }
    }

    /// See `AccessDirectory`.
    package func create(_ team: Team, within deadline: Duration) async throws -> Bool {
        try answer { state in
            guard state.teams[team.id] == nil else { return false }
            state.teams[team.id] = Roster(team: team, members: [])
            return true
        }
    }

    /// See `AccessDirectory`.
    package func rename(_ team: Team, within deadline: Duration) async throws -> Bool {
        try answer { state in
            state.teams[team.id]?.team.name = team.name
            return state.teams[team.id] != nil
        }
    }

    /// See `AccessDirectory`.
    package func delete(_ team: TeamID, within deadline: Duration) async throws -> Bool {
        try answer { state in
            state.generation.decisions += 1
            return state.teams.removeValue(forKey: team) != nil
        }
    }

    /// See `AccessDirectory`.
    package func put(
        _ user: UserID, as role: TeamRole, in team: TeamID, within deadline: Duration
    ) async throws -> MemberOutcome {
        try answer { state in
            guard var roster = state.teams[team] else { return .noSuchTeam }
            if roster.role(of: user) == role { return .done }
            roster.members.removeAll { $0.user == user }
            guard roster.members.count < Team.membersMax else { return .full }
            roster.members.append(.init(user: user, role: role))
            roster.members.sort { $0.user.text.utf8.lexicographicallyPrecedes($1.user.text.utf8) }
            state.teams[team] = roster
            state.generation.decisions += 1
            return .done
        }
    }

    /// See `AccessDirectory`.
    package func remove(_ user: UserID, from team: TeamID, within deadline: Duration) async throws -> Bool {
        try answer { state in
            guard state.teams[team]?.role(of: user) != nil else { return false }
            state.teams[team]?.members.removeAll { $0.user == user }
            state.generation.decisions += 1
            return true
        }
    }

    /// See `AccessDirectory`.
    package func consents(of user: UserID, within deadline: Duration) async throws -> [TeamConsent] {
        try answer { state in
            state.teams.values.sorted { $0.team.id < $1.team.id }.compactMap { roster in
                roster.athletes.first { $0.user == user }.map { TeamConsent(team: roster.team, signals: $0.consents) }
            }
        }
    }

    /// See `AccessDirectory`.
    package func setConsents(
        _ consents: [TeamID: Set<Signal>], of user: UserID, within deadline: Duration
    ) async throws -> TeamID? {
        try answer { state in
            for team in consents.keys.sorted() where state.teams[team]?.role(of: user) != .athlete { return team }
            for team in state.teams.keys {
                guard let index = state.teams[team]?.members.firstIndex(where: { $0.user == user }) else { continue }
                state.teams[team]?.members[index].consents = consents[team] ?? []
            }
            state.generation.decisions += 1
            return nil
        }
    }

    /// See `AccessDirectory`.
    package func alerts(of user: UserID, within deadline: Duration) async throws -> AlertPreferences {
        try answer { $0.alerts[user] ?? AlertPreferences() }
    }

    /// See `AccessDirectory`.
    package func setAlerts(_ alerts: AlertPreferences, of user: UserID, within deadline: Duration) async throws {
        try answer { state in
            state.alerts[user] = alerts
            state.generation.alerts += 1
        }
    }

    /// See `AccessDirectory`.
    package func append(_ looks: [Look], within deadline: Duration) async throws {
        try answer { state in state.looks += looks.filter { !state.looks.contains($0) } }
    }

    /// See `AccessDirectory`.
    package func reads(
        of subject: UserID, in span: Range<Instant>, page: Page, within deadline: Duration
    ) async throws -> [ReadRecord] {
        try answer { state in
            let found = state.looks.flatMap(\.reads).filter { $0.subject == subject && span.contains($0.time) }
                .sorted { ($0.time, $0.id) > ($1.time, $1.id) }
            return Array(found.dropFirst(page.skipped).prefix(page.size))
        }
    }

    private func answer<Value>(_ body: (inout State) throws -> Value) throws -> Value {
        try state.withLock { state in
            state.calls += 1
            if state.isDown { throw Down() }
            return try body(&state)
        }
    }
}

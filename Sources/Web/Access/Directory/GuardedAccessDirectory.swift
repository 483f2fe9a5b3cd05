import Events
import HTTPKit
import Identity
import Logging
import Postgres

/// A directory behind an ``OutageGuard``.
struct GuardedAccessDirectory: AccessDirectory {
    private let base: any AccessDirectory
    private let outages: OutageGuard

    /// - Parameter probe: throws unless the directory's server answers to next to nothing.
    init(
        _ base: some AccessDirectory, breaker: CircuitBreaker = CircuitBreaker(), logger: Logger,
        probe: @escaping OutageGuard.Probe
    ) {
        self.base = base
        outages = OutageGuard("access", breaker: breaker, logger: logger, probe: probe)
    }

    func sharing(of athlete: UserID, with coach: UserID, within deadline: Duration) async throws -> Set<Signal>? {
        try await guarded { try await base.sharing(of: athlete, with: coach, within: deadline) }
    }

    func roster(of team: TeamID, within deadline: Duration) async throws -> Roster? {
        try await guarded { try await base.roster(of: team, within: deadline) }
    }

    func generation(within deadline: Duration) async throws -> AccessGeneration {
        try await guarded { try await base.generation(within: deadline) }
    }

    func teams(of user: UserID, all: Bool, page: Page, within deadline: Duration) async throws -> [Membership] {
        try await guarded { try await base.teams(of: user, all: all, page: page, within: deadline) }
    }

    func create(_ team: Team, within deadline: Duration) async throws -> Bool {
        try await guarded { try await base.create(team, within: deadline) }
    }

    func rename(_ team: Team, within deadline: Duration) async throws -> Bool {
        try await guarded { try await base.rename(team, within: deadline) }
    }

    func delete(_ team: TeamID, within deadline: Duration) async throws -> Bool {
        try await guarded { try await base.delete(team, within: deadline) }
    }

    func put(
        _ user: UserID, as role: TeamRole, in team: TeamID, within deadline: Duration
    ) async throws -> MemberOutcome {
        try await guarded { try await base.put(user, as: role, in: team, within: deadline) }
    }

    func remove(_ user: UserID, from team: TeamID, within deadline: Duration) async throws -> Bool {
        try await guarded { try await base.remove(user, from: team, within: deadline) }
    }

    func consents(of user: UserID, within deadline: Duration) async throws -> [TeamConsent] {
        try await guarded { try await base.consents(of: user, within: deadline) }
    }

    func setConsents(
        _ consents: [TeamID: Set<Signal>], of user: UserID, within deadline: Duration
    ) async throws -> TeamID? {
        try await guarded { try await base.setConsents(consents, of: user, within: deadline) }
    }

    func alerts(of user: UserID, within deadline: Duration) async throws -> AlertPreferences {
        try await guarded { try await base.alerts(of: user, within: deadline) }
    }

    func setAlerts(_ alerts: AlertPreferences, of user: UserID, within deadline: Duration) async throws {
        try await guarded { try await base.setAlerts(alerts, of: user, within: deadline) }
    }

    func append(_ looks: [Look], within deadline: Duration) async throws {
        try await guarded { try await base.append(looks, within: deadline) }
    }

    func reads(
        of subject: UserID, in span: Range<Instant>, page: Page, within deadline: Duration
    ) async throws -> [ReadRecord] {
        try await guarded { try await base.reads(of: subject, in: span, page: page, within: deadline) }
    }

    private func guarded<Value: Sendable>(_ call: () async throws -> Value) async throws -> Value {
        try await outages.call(
            judging: { ($0 as? PostgresError).map(OutageGuard.Verdict.init) ?? .away }, call)
    }
}

import Events
import HTTPKit
import Identity

/// What a person decides, and may know, about the own data. Needs the role athlete: nobody consents for another.
extension Access {
    /// What the caller lets each of the own teams see.
    package func consents(in context: CallerContext, until end: Deadline) async throws(Problem) -> [TeamConsent] {
        let user = try athlete(context)
        return try await ask { try await $0.consents(of: user, within: end.left) }
    }

    /// Replaces the caller's consents; teams not named get none.
    ///
    /// - Throws: a 409 that names a team which the caller is no athlete of; then nothing has changed.
    package func setConsents(
        _ consents: [TeamID: Set<Signal>], in context: CallerContext, until end: Deadline
    ) async throws(Problem) {
        let user = try athlete(context)
        let stranger = try await ask { try await $0.setConsents(consents, of: user, within: end.left) }
        if let stranger { throw Problem.conflict("you are no athlete of the team \(stranger.text)") }
    }

    /// What the caller wants to be told of.
    package func alerts(in context: CallerContext, until end: Deadline) async throws(Problem) -> AlertPreferences {
        try await alerts(of: athlete(context), until: end)
    }

    /// Replaces what the caller wants to be told of.
    package func setAlerts(
        _ alerts: AlertPreferences, in context: CallerContext, until end: Deadline
    ) async throws(Problem) {
        let user = try athlete(context)
        try await ask { try await $0.setAlerts(alerts, of: user, within: end.left) }
    }

    /// Who looked at the caller's data; an admin may ask about anybody.
    ///
    /// - Parameter user: nil for the caller.
    package func reads(
        of user: UserID?, _ span: Range<Instant>, _ page: Page, in context: CallerContext, until end: Deadline
    ) async throws(Problem) -> [ReadRecord] {
        let caller = try context.caller
        let subject = user ?? caller.subject
        guard caller.roles.contains(.admin) || caller.isPerson(subject) else {
            throw Problem.forbidden("you may see who read your own data, with the role athlete")
        }
        return try await ask { try await $0.reads(of: subject, in: span, page: page, within: end.left) }
    }

    private func athlete(_ context: CallerContext) throws(Problem) -> UserID {
        let caller = try context.caller
        try caller.require(.athlete)
        return caller.subject
    }
}

import HTTPKit
import Identity

/// The management of teams, each call with its own decision.
extension Access {
    /// One page of the caller's teams; of all teams for an admin.
    package func teams(
        _ page: Page, in context: CallerContext, until end: Deadline
    ) async throws(Problem) -> [Membership] {
        let caller = try context.caller
        try caller.require(.athlete, .coach, .admin)
        let all = caller.roles.contains(.admin)
        return try await ask { try await $0.teams(of: caller.subject, all: all, page: page, within: end.left) }
    }

    /// The team with its members, for those in it and admins. An athlete sees the coaches and no other athlete.
    ///
    /// - Throws: a 403 for everybody else, whether or not the team exists; a 404 for an admin where it does not.
    package func roster(
        of team: TeamID, in context: CallerContext, until end: Deadline
    ) async throws(Problem) -> Roster {
        let caller = try context.caller
        var roster = try await existing(team, for: caller, until: end)
        guard AccessRules.mayList(caller, roster) else { throw .notMember }
        if AccessRules.viewer(caller, of: roster) == nil {
            roster.members.removeAll { $0.role == .athlete && $0.user != caller.subject }
        }
        return roster
    }

    /// Creates the team; admins only.
    ///
    /// - Throws: a 409 if the id is taken.
    package func create(_ team: Team, in context: CallerContext, until end: Deadline) async throws(Problem) {
        try context.caller.require(.admin)
        guard try await ask({ try await $0.create(team, within: end.left) }) else {
            throw Problem.conflict("there is a team of this id already")
        }
    }

    /// Renames the team; admins only.
    package func rename(_ team: Team, in context: CallerContext, until end: Deadline) async throws(Problem) {
        try context.caller.require(.admin)
        guard try await ask({ try await $0.rename(team, within: end.left) }) else { throw .noSuchTeam }
    }

    /// Removes the team; admins only.
    package func delete(_ team: TeamID, in context: CallerContext, until end: Deadline) async throws(Problem) {
        try context.caller.require(.admin)
        guard try await ask({ try await $0.delete(team, within: end.left) }) else { throw .noSuchTeam }
    }

    /// Puts a person into the team: an admin as anything, its coaches as an athlete. Nothing is shown of a new athlete
    /// before consent, whether or not such a person exists.
    package func put(
        _ user: UserID, as role: TeamRole, in team: TeamID, _ context: CallerContext, until end: Deadline
    ) async throws(Problem) {
        let caller = try context.caller
        let roster = try await existing(team, for: caller, until: end)
        guard AccessRules.mayPut(caller, user, as: role, roster) else { throw .notManager }
        switch try await ask({ try await $0.put(user, as: role, in: team, within: end.left) }) {
        case .done: return
        case .noSuchTeam: throw .noSuchTeam
        case .full: throw Problem.conflict("a team has at most \(Team.membersMax) members")
        }
    }

    /// Takes a person out of the team: an admin anyone, its coaches an athlete, and everyone themselves.
    package func remove(
        _ user: UserID, from team: TeamID, _ context: CallerContext, until end: Deadline
    ) async throws(Problem) {
        let caller = try context.caller
        let roster = try await existing(team, for: caller, until: end)
        guard AccessRules.mayRemove(caller, user, roster) else { throw .notManager }
        guard try await ask({ try await $0.remove(user, from: team, within: end.left) }) else {
            throw Problem.notFound("this person is no member of the team")
        }
    }

    /// Only an admin learns that a team does not exist.
    private func existing(_ team: TeamID, for caller: Caller, until end: Deadline) async throws(Problem) -> Roster {
        let roster = try await ask { try await $0.roster(of: team, within: end.left) }
        guard let roster else { throw caller.roles.contains(.admin) ? .noSuchTeam : .notMember }
        return roster
    }
}

extension Problem {
    static let noSuchTeam = Problem.notFound("there is no such team")
    static let notManager = Problem.forbidden("you may not change this membership")
}

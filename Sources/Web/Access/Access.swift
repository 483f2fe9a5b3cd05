import Events
import HTTPKit
import Identity
import Logging
import NIOCore

/// Decides whether a caller may read a person's data, and has every read of another person's data recorded.
///
/// Every decision asks the directory anew, so that a revoked consent holds from the next request on.
package struct Access: Sendable {
    let directory: any AccessDirectory
    private let audit: AuditLog
    private let now: @Sendable () -> Instant
    private let logger: Logger

    /// - Parameters:
    ///   - audit: must be emptied by an ``AuditWriter``, or reads of others' data end when it is full.
    ///   - probe: throws unless the directory's server answers to next to nothing; nil asks the directory itself.
    ///   - now: the clock by which reads are recorded.
    package init(
        directory: some AccessDirectory, audit: AuditLog, probe: OutageGuard.Probe? = nil,
        now: @escaping @Sendable () -> Instant, logger: Logger
    ) {
        let probe = probe ?? { _ = try await directory.generation(within: .milliseconds(500)) }
        self.directory = GuardedAccessDirectory(directory, logger: logger, probe: probe)
        self.audit = audit
        self.now = now
        self.logger = logger
    }

    /// What the caller of the request may see of the user; nobody's data may be read without asking here first.
    ///
    /// Nothing is recorded by this: whoever is about to show anything of it must ``record(_:ofTeam:in:)`` exactly that.
    /// - Throws: a 403 where there is no relation between the two, whether or not the user exists; a 503 where the
    ///   relation cannot be known now.
    package func decide(
        on user: UserID, in context: CallerContext, until end: Deadline
    ) async throws(Problem) -> Visibility {
        let caller = try context.caller
        let standing = AccessRules.standing(of: caller, to: user)
        var shared: Set<Signal>?
        if standing == .coach {
            shared = try await ask { try await $0.sharing(of: user, with: caller.subject, within: end.left) }
        }
        guard let visibility = AccessRules.visibility(standing, on: user, shared: shared) else {
            throw Problem.forbidden("this person does not share data with you")
        }
        return visibility
    }

    /// Records what is about to be shown of one person or of several, as one look; nothing of what is one's own.
    ///
    /// - Parameter ofTeam: whether the caller sees it as somebody who coaches the team.
    /// - Throws: a 503 while it cannot be kept; then nothing may be shown.
    package func record(_ shown: [Look.Shown], ofTeam: Bool = false, in context: CallerContext) throws(Problem) {
        let caller = try context.caller
        let shown = shown.filter { !$0.signals.isEmpty && !caller.isPerson($0.subject) }
        guard !shown.isEmpty else { return }
        let look = Look(
            reader: caller.subject, role: AccessRules.reader(caller, ofTeam: ofTeam), shown: shown, time: now(),
            address: context.remoteAddress?.ipAddress)
        guard audit.record(look) else {
            throw Problem.unavailable("reads cannot be recorded now, and nothing is shown unrecorded")
        }
    }

    /// Moves whenever a consent, a membership or an alert preference changes anywhere, so that open streams can ask anew.
    package func generation(until end: Deadline) async throws(Problem) -> AccessGeneration {
        try await ask { try await $0.generation(within: end.left) }
    }

    /// What the person wants to be told of.
    package func alerts(of user: UserID, until end: Deadline) async throws(Problem) -> AlertPreferences {
        try await ask { try await $0.alerts(of: user, within: end.left) }
    }
}

extension Access {
    /// A team as one of its coaches, or an admin, may see it. Who shows any of it must record that.
    package struct TeamView: Sendable {
        /// The team.
        package let team: Team
        /// What may be seen of each athlete, in the order of the ids' bytes.
        package let athletes: [Visibility]
    }

    /// Every athlete of a team with what the caller may see, for those who coach it; admins see the team as its coaches do.
    ///
    /// Nothing is recorded by this: whoever is about to show anything of it must ``record(_:ofTeam:in:)`` exactly that.
    /// - Throws: a 403 for everybody else, whether or not the team exists; a 503 where it cannot be known now.
    package func view(of team: TeamID, in context: CallerContext, until end: Deadline) async throws(Problem) -> TeamView
    {
        let caller = try context.caller
        guard caller.isAny(of: .coach, .admin) else { throw .notCoach }
        let roster = try await ask { try await $0.roster(of: team, within: end.left) }
        guard AccessRules.viewer(caller, of: roster) != nil, let roster else { throw .notCoach }
        return TeamView(
            team: roster.team, athletes: roster.athletes.map { Visibility(of: $0.user, shown: $0.consents) })
    }

    /// Asks the directory; that it cannot tell is a 503.
    func ask<Value: Sendable>(
        _ question: (any AccessDirectory) async throws -> Value
    ) async throws(Problem) -> Value {
        do { return try await question(directory) } catch {
            logger.debug("access cannot be decided", metadata: ["error": "\(error)"])
            throw Problem.unavailable("who may see what cannot be looked up now")
        }
    }
}

extension Problem {
    /// The same for a team that does not exist, so that ids cannot be tried out.
    static let notCoach = Problem.forbidden("you do not coach this team")
    static let notMember = Problem.forbidden("you do not belong to this team")
}

import Events
import HTTPKit
import Identity
import Logging
import NIOCore

/// Decides whether a caller may read a person's data, and has every read of another person's data recorded.
///
/// Every decision asks the directory anew, so that a revoked consent holds from the next request on.
public struct Access: Sendable {
    let directory: any AccessDirectory
    private let audit: AuditLog
    private let now: @Sendable () -> Instant
    private let logger: Logger

    /// - Parameters:
    ///   - audit: must be emptied by an ``AuditWriter``, or reads of others' data end when it is full.
    ///   - probe: throws unless the directory's server answers to next to nothing; nil asks the directory itself.
    ///   - now: the clock by which reads are recorded.
    public init(
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
    /// - Parameters:
    ///   - signals: what the answer is about to show; recorded as far as it may be shown, unless callers read their own.
    /// - Throws: a 403 where there is no relation between the two, whether or not the user exists; a 503 where the
    ///   relation or the record cannot be known or kept now.
    public func read(
        _ signals: Set<Signal>, of user: UserID, in context: CallerContext, until end: Deadline
    ) async throws(Problem) -> Visibility {
        let caller = try context.caller
        let standing = AccessRules.standing(of: caller, to: user)
        var shared: Set<Signal>?
        if standing == .coach {
            shared = try await ask { try await $0.sharing(of: user, with: caller.subject, within: end.left) }
        }
        guard let decision = AccessRules.decision(standing, on: user, shared: shared) else {
            throw Problem.forbidden("this person does not share data with you")
        }
        if let role = decision.role {
            try record([(user, signals.intersection(decision.visibility.shown))], as: role, in: context)
        }
        return decision.visibility
    }

    /// Every athlete of a team with what the caller may see, for those who coach it; admins see the team as its coaches do.
    ///
    /// All of it is recorded as read.
    /// - Throws: a 403 for everybody else, whether or not the team exists; a 503 where it cannot be known now.
    public func team(
        _ team: String, in context: CallerContext, until end: Deadline
    ) async throws(Problem) -> [Visibility] {
        let view = try await view(of: TeamID(team), in: context, until: end)
        try record(view.athletes.map { ($0.subject, $0.shown) }, as: view, in: context)
        return view.athletes
    }

    /// Moves whenever a consent, a membership or an alert preference changes anywhere, so that open streams can ask anew.
    public func generation(until end: Deadline) async throws(Problem) -> Int64 {
        try await ask { try await $0.generation(within: end.left) }
    }

    /// What the person wants to be told of.
    public func alerts(of user: UserID, until end: Deadline) async throws(Problem) -> AlertPreferences {
        try await ask { try await $0.alerts(of: user, within: end.left) }
    }
}

extension Access {
    /// A team as one of its coaches, or an admin, may see it. Who shows any of it must record that.
    public struct TeamView: Sendable {
        /// The team.
        public let team: Team
        /// What may be seen of each athlete, in the order of the ids' bytes.
        public let athletes: [Visibility]
        let viewer: Role
    }

    /// Decides without recording, for answers that show a part of the team.
    ///
    /// - Throws: as ``team(_:in:until:)``.
    public func view(of team: TeamID, in context: CallerContext, until end: Deadline) async throws(Problem) -> TeamView
    {
        let caller = try context.caller
        guard caller.isAny(of: .coach, .admin) else { throw .notCoach }
        let roster = try await ask { try await $0.roster(of: team, within: end.left) }
        guard let viewer = AccessRules.viewer(caller, of: roster), let roster else { throw .notCoach }
        return TeamView(
            team: roster.team, athletes: roster.athletes.map { Visibility(of: $0.user, shown: $0.consents) },
            viewer: viewer)
    }

    /// Records what is about to be shown of a team; whoever is shown nothing of was not read.
    ///
    /// - Throws: a 503 while records cannot be kept; then nothing may be shown.
    public func record(
        _ reads: [(subject: UserID, signals: Set<Signal>)], as view: TeamView, in context: CallerContext
    ) throws(Problem) {
        try record(reads, as: view.viewer, in: context)
    }

    private func record(
        _ reads: [(subject: UserID, signals: Set<Signal>)], as role: Role, in context: CallerContext
    ) throws(Problem) {
        let (reader, time, address) = (try context.caller.subject, now(), context.remoteAddress?.ipAddress)
        let records = reads.filter { !$0.signals.isEmpty && $0.subject != reader }.map { read in
            ReadRecord(
                reader: reader, role: role, subject: read.subject, signals: read.signals, time: time, address: address)
        }
        guard audit.record(records) else {
            throw Problem.unavailable("reads cannot be recorded now, and nothing is shown unrecorded")
        }
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

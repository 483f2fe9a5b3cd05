import HTTPKit
import Identity

/// Decides whether a caller may read a person's data, and has every read of another person's data recorded.
public struct Access: Sendable {
    /// Rules without teams: everybody sees the own data, services and admins see all.
    public init() {}

    /// What the caller of the request may see of the user; nobody's data may be read without asking here first.
    ///
    /// - Parameters:
    ///   - signals: what the answer is about to show; recorded, unless callers read their own.
    /// - Throws: a 403 where there is no relation between the two, whether or not the user exists; a 503 where the
    ///   relation or the record cannot be known or kept now.
    public func read(
        _ signals: Set<Signal>, of user: UserID, in context: CallerContext, until end: Deadline
    ) async throws(Problem) -> Visibility {
        let caller = try context.caller
        let isOwn = caller.subject == user && caller.roles.contains(.athlete)
        guard isOwn || caller.isAny(of: .service, .admin) else {
            throw Problem.forbidden("this person does not share data with you")
        }
        return Visibility(of: user, shown: Set(Signal.allCases))
    }

    /// Every athlete of a team with what the caller may see, for those who coach it; admins see the team as its coaches do.
    ///
    /// - Throws: a 403 for everybody else, whether or not the team exists; a 503 where it cannot be known now.
    public func team(
        _ team: String, in context: CallerContext, until end: Deadline
    ) async throws(Problem) -> [Visibility] {
        throw Problem.forbidden("you do not coach this team")
    }

    /// Moves whenever a consent, a membership or an alert preference changes anywhere, so that open streams can ask anew.
    public func generation(until end: Deadline) async throws(Problem) -> Int64 { 0 }

    /// What the person wants to be told of.
    public func alerts(of user: UserID, until end: Deadline) async throws(Problem) -> AlertPreferences {
        AlertPreferences()
    }
}

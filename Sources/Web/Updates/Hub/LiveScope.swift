import HTTPKit
import Hummingbird
import Identity

/// The two ways of being told of changes; the raw values label metrics.
enum LiveTransport: String, Sendable, CaseIterable {
    case serverSentEvents = "sse"
    case webSocket = "ws"
}

/// Whose states a stream tells.
enum LiveScope: Sendable, Equatable {
    /// The caller's own.
    case own(UserID)
    /// Another person's.
    case person(UserID)
    /// Those of everybody in a team.
    case team(String)

    var isTeam: Bool { if case .team = self { true } else { false } }

    var isOwn: Bool { if case .own = self { true } else { false } }

    /// As the query says: `user`, `team`, or neither of them for the caller's own.
    ///
    /// - Throws: a 400 for both; a 403 where the caller is nobody who has a profile.
    init(_ request: Request, of caller: Caller) throws(Problem) {
        let query = request.uri.queryParameters
        switch (query["user"], query["team"]) {
        case (nil, nil):
            try caller.require(.athlete)
            self = .own(caller.subject)
        case (let user?, nil):
            let user = try UserID(String(user))
            self = caller.isPerson(user) ? .own(user) : .person(user)
        case (nil, let team?):
            guard (1...128).contains(team.utf8.count) else {
                throw Problem.badRequest("a team id has 1 to 128 bytes")
            }
            self = .team(String(team))
        case (_?, _?):
            throw Problem.badRequest("a stream is about one user or one team, not both")
        }
    }
}

import Access
import EventCodec
import Events
import HTTPKit
import Hummingbird
import Identity

/// Teams: admins make them, their members see them.
extension ProfileServer {
    func addTeams(to api: RouterGroup<CallerContext>) {
        api.read("/teams") { request, context in
            let page = try Page(Query(request, "page", "pageSize"))
            let teams = try await access.teams(page, in: context, until: deadline)
            return Response.personal { $0.write(teams, page) }
        }
        api.post("/teams") { request, context in
            _ = try Query(request)
            let team = try await request.json { body throws(Problem) in try Team(new: body) }
            try await access.create(team, in: context, until: deadline)
            var response = Response.personal(status: .created) { $0.write(team, as: nil) }
            response.headers[.location] = "/api/v1/teams/\(team.id.text)"
            return response
        }
        api.read("/teams/:teamId") { request, context in
            _ = try Query(request)
            let roster = try await access.roster(of: TeamID(in: context), in: context, until: deadline)
            let role = try roster.role(of: context.caller.subject)
            return Response.personal { $0.write(roster.team, as: role) }
        }
        api.put("/teams/:teamId") { request, context in
            _ = try Query(request)
            let id = try TeamID(in: context)
            let team = try await request.json { body throws(Problem) in Team(id: id, name: try Team.name(in: body)) }
            try await access.rename(team, in: context, until: deadline)
            return Response.personal { $0.write(team, as: nil) }
        }
        api.delete("/teams/:teamId") { request, context in
            _ = try Query(request)
            try await access.delete(TeamID(in: context), in: context, until: deadline)
            return Response(status: .noContent)
        }
    }

    func addMembers(to api: RouterGroup<CallerContext>) {
        api.read("/teams/:teamId/members") { request, context in
            _ = try Query(request)
            let roster = try await access.roster(of: TeamID(in: context), in: context, until: deadline)
            return Response.personal { $0.write(roster) }
        }
        api.put("/teams/:teamId/members/:userId") { request, context in
            _ = try Query(request)
            let (team, user) = (try TeamID(in: context), try UserID(in: context))
            let role = try await request.json { body throws(Problem) in try TeamRole(in: body) }
            try await access.put(user, as: role, in: team, context, until: deadline)
            return Response(status: .noContent)
        }
        api.delete("/teams/:teamId/members/:userId") { request, context in
            _ = try Query(request)
            try await access.remove(UserID(in: context), from: TeamID(in: context), context, until: deadline)
            return Response(status: .noContent)
        }
    }
}

extension TeamID {
    /// The path's `teamId`.
    init(in context: CallerContext) throws {
        try self.init(context.parameters.require("teamId"))
    }
}

extension UserID {
    /// The path's `userId`.
    @inline(never)  // The compiler of Swift 6.3.1 crashes over a handler that this is inlined into.
    init(in context: CallerContext) throws {
        try self.init(pathSegment: context.parameters.require("userId"))
    }
}

extension Team {
    /// The body of a new team.
    fileprivate init(new body: JSONValue) throws(Problem) {
        let object = try StrictObject(body, "teamId", "name")
        self.init(
            id: try TeamID(object.requiredText("teamId", bytesMax: 64)),
            name: try object.requiredText("name", bytesMax: 128))
    }

    /// The body of a renamed one.
    fileprivate static func name(in body: JSONValue) throws(Problem) -> String {
        try StrictObject(body, "name").requiredText("name", bytesMax: 128)
    }
}

extension TeamRole {
    /// The body of a membership.
    fileprivate init(in body: JSONValue) throws(Problem) {
        let text = try StrictObject(body, "role").requiredText("role", bytesMax: 16)
        guard let role = TeamRole(rawValue: text) else {
            throw Problem.badRequest("role must be one of: athlete, coach")
        }
        self = role
    }
}

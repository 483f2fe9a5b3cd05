import Events
import HTTPKit
import Hummingbird
import Identity

/// The right to be forgotten.
extension ProfileServer {
    func addErasure(to api: RouterGroup<CallerContext>) {
        guard let erasure else { return }
        api.delete("/users/:userId") { _, context in
            let user = try UserID(pathSegment: context.parameters.require("userId"))
            let caller = try context.caller
            guard caller.isPerson(user) || caller.isAny(of: .admin) else {
                throw Problem.forbidden("a person is erased by an administrator, or by the own wish")
            }
            do throws(Problem) {
                let outcome = try await erasure.erase(user)
                security?.forget(user.text)
                note(.done, erasureID: outcome.erasureID, of: user, context)
                return Self.answer(outcome)
            } catch {
                note(.failed, erasureID: nil, of: user, context)
                throw error
            }
        }
    }

    /// Who asked, and by which id it is found in `archive.erasures`; never whom it was about, who may be the same.
    private func note(
        _ outcome: SecurityEvent.Outcome, erasureID: String?, of user: UserID, _ context: CallerContext
    ) {
        guard let caller = context.identity else { return }
        let isOwn = caller.subject == user
        security?.record(
            SecurityEvent.Facts(
                .personErased, outcome, actor: isOwn ? nil : caller.subject.text,
                roles: caller.roles.map(\.rawValue).sorted().joined(separator: ","),
                action: isOwn ? "the own wish" : "DELETE /api/v1/users/{userId}", detail: erasureID,
                address: isOwn ? nil : context.remoteAddress?.ipAddress))
    }

    /// What a request changes, for the record of security events; erasures note themselves.
    static func change(_ method: HTTPRequest.Method, _ route: String) -> SecurityEvent.Kind? {
        method != .get && method != .head && route.hasPrefix("/api/v1/teams") ? .teamChanged : nil
    }

    private static func answer(_ outcome: PersonErasure.Outcome) -> Response {
        var response = Response.json(status: outcome.isCarriedOut ? .ok : .accepted) { json in
            json.beginObject()
            json.key("erased")
            json.bool(outcome.isCarriedOut)
            json.field("erasureId", outcome.erasureID)
            json.endObject()
        }
        // To repeat the request is how to ask whether it has been carried out.
        if !outcome.isCarriedOut { response.headers[.retryAfter] = "5" }
        return response
    }
}

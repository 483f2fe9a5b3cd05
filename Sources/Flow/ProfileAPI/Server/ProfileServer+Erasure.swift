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
            return Self.answer(try await erasure.erase(user))
        }
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

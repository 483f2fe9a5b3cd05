import HTTPKit
import Hummingbird
import Identity

extension RouterGroup<CallerContext> {
    /// A route about one person, registered for GET and HEAD: at `path` it is the caller, at `users/{userId}/path` the
    /// one who is named there.
    func readPerson(
        _ path: String,
        use handler: @escaping @Sendable (Request, CallerContext, UserID) async throws -> Response
    ) {
        read("\(path)") { request, context in try await handler(request, context, context.caller.subject) }
        read("users/:userId/\(path)") { request, context in
            try await handler(request, context, UserID(pathSegment: context.parameters.require("userId")))
        }
    }
}

import HTTPKit
import Hummingbird

/// Demands one of some roles of every request that passes. Add it behind ``Authentication``.
public struct RoleRequirement: RouterMiddleware {
    private let allowed: [Role]

    /// Any of the roles will do.
    public init(_ allowed: Role...) { self.allowed = allowed }

    /// Answers 403 itself where none of them is the caller's.
    public func handle(
        _ request: Request, context: CallerContext, next: @concurrent (Request, CallerContext) async throws -> Response
    ) async throws -> Response {
        try context.caller.require(any: allowed)
        return try await next(request, context)
    }
}

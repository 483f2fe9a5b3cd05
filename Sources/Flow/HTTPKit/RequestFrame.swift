import Hummingbird

/// What every request gets whatever its route: bounded sizes, a problem document for each error, no body after HEAD.
///
/// Add it before everything else. It is one layer, and not one for each of the three, because every layer costs each
/// request several calls through the concurrency runtime.
public struct RequestFrame<Context: RequestContext>: RouterMiddleware {
    private let limits: ConnectionLimits

    /// - Parameter limits: the server's own, of which the sizes are looked at here.
    public init(_ limits: ConnectionLimits = ConnectionLimits()) { self.limits = limits }

    /// Passes responses through and renders errors.
    public func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        let response: Response
        do {
            try limits.check(request)
            response = try await next(request, context)
        } catch {
            response = Problem(error, of: request, logger: context.logger).response
        }
        // A body after a HEAD would be read as the next answer on the connection.
        return request.method == .head ? response.createHeadResponse() : response
    }
}

extension RouterMethods {
    /// The same handler for GET and HEAD. Needs ``RequestFrame``.
    public func read(_ path: RouterPath, use handler: @escaping @Sendable (Request, Context) async throws -> Response) {
        on(path, method: .get, use: handler)
        on(path, method: .head, use: handler)
    }
}

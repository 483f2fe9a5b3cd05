import Hummingbird

/// Takes the body off every answer to HEAD, problems included, and keeps the headers, `Content-Length` among them.
///
/// Add it before everything else: a body after a HEAD would be read as the next answer on the connection.
public struct HeadMiddleware<Context: RequestContext>: RouterMiddleware {
    /// Middleware without settings.
    public init() {}

    /// Answers HEAD as GET would be, without the body.
    public func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        let response = try await next(request, context)
        return request.method == .head ? response.createHeadResponse() : response
    }
}

extension RouterMethods {
    /// The same handler for GET and HEAD.
    public func read(_ path: RouterPath, use handler: @escaping @Sendable (Request, Context) async throws -> Response) {
        on(path, method: .get, use: handler)
        on(path, method: .head, use: handler)
    }
}

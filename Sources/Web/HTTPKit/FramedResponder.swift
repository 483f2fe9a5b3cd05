import Hummingbird
import Observability

/// What every request gets whatever its route: one host, bounded sizes, a problem document for each error, no guess at
/// what an answer is, a word to a client that waits with its body, no body after HEAD.
///
/// It stands around the router and is no middleware, because every middleware costs each request some eight calls
/// through the concurrency runtime (docs/performance.md).
package struct FramedResponder<Base: HTTPResponder>: HTTPResponder where Base.Context: RequestContext {
    private let base: Base
    private let limits: ConnectionLimits
    private let meters = HTTPMeters()
    private let reporter = Reporter()

    fileprivate init(_ base: Base, limits: ConnectionLimits) {
        self.base = base
        self.limits = limits
    }

    /// Passes responses through and renders errors.
    package func respond(to request: Request, context: Base.Context) async throws -> Response {
        let begun = meters.begin()
        var response: Response
        var failure: (any Error)?
        do {
            if try limits.check(request), let connected = context as? any ConnectedContext {
                var request = request
                request.body = RequestBody(
                    asyncSequence: WelcomedBody(body: request.body, channel: connected.channel))
                response = try await base.respond(to: request, context: context)
            } else {
                response = try await base.respond(to: request, context: context)
            }
        } catch {
            response = Problem(error, logger: context.logger).response
            failure = error
        }
        let route = HTTPMeters.route(context)
        // Whoever made it: the router renders a handler's problems by itself.
        if response.status == .internalServerError {
            reporter.emit(
                RequestFailed(
                    method: request.method.rawValue, path: request.uri.path, route: route, failure ?? Problem.internal),
                to: context.logger)
        }
        meters.end(begun, request.method, route, response.status)
        response.headers[.xContentTypeOptions] = "nosniff"
        // A body after a HEAD would be read as the next answer on the connection.
        return request.method == .head ? response.createHeadResponse() : response
    }
}

extension Router {
    /// All routes, in their frame. Call it after the last route was added.
    ///
    /// - Parameter limits: the server's own, of which the sizes of requests are looked at here.
    package func framed(
        by limits: ConnectionLimits = ConnectionLimits()
    ) -> FramedResponder<RouterResponder<Context>> {
        FramedResponder(buildResponder(), limits: limits)
    }
}

extension RouterMethods {
    /// The same handler for GET and HEAD. Needs ``FramedResponder``.
    package func read(_ path: RouterPath, use handler: @escaping @Sendable (Request, Context) async throws -> Response)
    {
        let responder = ReadResponder(handler: handler)
        on(path, method: .get, responder: responder)
        on(path, method: .head, responder: responder)
    }
}

/// A handler as it is, without the framework's steps from whatever a handler returns to a response.
private struct ReadResponder<Context>: HTTPResponder {
    let handler: @Sendable (Request, Context) async throws -> Response

    func respond(to request: Request, context: Context) async throws -> Response {
        try await handler(request, context)
    }
}

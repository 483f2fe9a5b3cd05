import Hummingbird

extension Router {
    /// Answers by problems what no route answers: 405 with `Allow` for a known path, where the router by itself says 404,
    /// and 404 for what nobody has heard of. Call it after all routes.
    package func refuseTheRest() {
        let registered: [HTTPRequest.Method] = [
            .get, .head, .post, .put, .patch, .delete, .options, .trace, .connect,
        ]
        let all = registered + [HTTPRequest.Method("QUERY")].compactMap(\.self)
        let byPath = Dictionary(grouping: routes, by: { "\($0.path)" })
        for (_, routes) in byPath {
            let allowed = routes.map(\.method)
            for method in all where !allowed.contains(method) {
                on(routes[0].path, method: method) { _, _ -> Response in
                    throw Problem.methodNotAllowed(allowed: allowed)
                }
            }
        }
        add(middleware: UnknownPaths())
    }
}

/// Middleware counts for what is added after it; after all routes that is the router's own 404, which is no problem document.
private struct UnknownPaths<Context: RequestContext>: RouterMiddleware {
    func handle(
        _ request: Request, context: Context, next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        throw Problem.notFound()
    }
}

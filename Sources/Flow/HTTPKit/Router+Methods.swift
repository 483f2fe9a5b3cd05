import Hummingbird

extension Router {
    /// Makes known paths answer 405 with `Allow` where the router by itself says 404. Call it after all routes.
    public func refuseOtherMethods() {
        // What nobody has heard of stays a 404.
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
    }
}

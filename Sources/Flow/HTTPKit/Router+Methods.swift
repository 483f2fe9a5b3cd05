import Hummingbird

extension Router {
    /// Makes known paths answer 405 with `Allow` where the router by itself says 404. Call it after all routes.
    public func refuseOtherMethods() {
        let all: [HTTPRequest.Method] = [.get, .head, .post, .put, .patch, .delete, .options]
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

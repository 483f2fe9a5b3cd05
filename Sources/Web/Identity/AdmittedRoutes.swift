import HTTPKit
import Hummingbird

/// Routes that only those reach whom an ``Admission`` lets in.
///
/// It wraps the routes themselves and is no middleware, for the reason that ``FramedResponder`` has.
package struct AdmittedRoutes: RouterMethods {
    private let routes: any RouterMethods<CallerContext>
    private let admission: Admission

    fileprivate init(_ routes: some RouterMethods<CallerContext>, _ admission: Admission) {
        self.routes = routes
        self.admission = admission
    }

    /// Adds a route.
    @discardableResult
    package func on<Responder: HTTPResponder>(
        _ path: RouterPath, method: HTTPRequest.Method, responder: Responder
    ) -> Self where Responder.Context == CallerContext {
        _ = routes.on(path, method: method, responder: AdmittedResponder(admission: admission, next: responder))
        return self
    }

    /// Adds middleware that a request passes before it is admitted.
    package func add(middleware: any MiddlewareProtocol<Request, Response, CallerContext>) -> Self {
        AdmittedRoutes(routes.add(middleware: middleware), admission)
    }
}

extension RouterMethods<CallerContext> {
    /// The same place for routes that only admitted callers reach.
    package func admitting(_ admission: Admission) -> AdmittedRoutes { AdmittedRoutes(self, admission) }
}

/// A route behind an admission; its handler is told who asks.
private struct AdmittedResponder<Next: HTTPResponder>: HTTPResponder where Next.Context == CallerContext {
    let admission: Admission
    let next: Next

    func respond(to request: Request, context: CallerContext) async throws -> Response {
        var context = context
        do {
            let caller = try await admission.caller(of: request, on: context.channel)
            context.identity = caller
            try admission.admit(caller)
            try admission.places?.enter()
            defer { admission.places?.leave() }
            let response = try await next.respond(to: request, context: context)
            admission.watch?.note(response, to: request, context)
            return response
        } catch {
            admission.watch?.note(error, to: request, context)
            throw error
        }
    }
}

import Hummingbird
import Logging

/// Turns every error below it into a problem document. Add it before all routes.
///
/// Errors that are no HTTP errors are logged and answered by a 500 that says nothing about them.
public struct ProblemMiddleware<Context: RequestContext>: RouterMiddleware {
    /// Middleware without settings.
    public init() {}

    /// Passes responses through and renders errors.
    public func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let problem as Problem {
            return problem.response
        } catch let error as HTTPError {
            return Problem(error).response
        } catch let error as any HTTPResponseError {
            return Problem(HTTPError(error.status)).response
        } catch is CancellationError {
            return Problem.unavailable("the server is shutting down").response
        } catch {
            context.logger.error(
                "request failed",
                metadata: [
                    "http.method": "\(request.method.rawValue)", "http.path": "\(request.uri.path)",
                    "error": "\(error)",
                ])
            return Problem.internal.response
        }
    }
}

extension Problem {
    /// The framework's own errors. The text of a 5xx is withheld, since it speaks of our inside.
    init(_ error: HTTPError) {
        switch error.status {
        case .notFound: self = .notFound(error.body)
        case .badRequest: self = .badRequest(error.body ?? "the request cannot be understood")
        case .unauthorized: self = .unauthorized(error.body ?? "credentials are missing or not valid")
        case .internalServerError: self = .internal
        default:
            let phrase = error.status.reasonPhrase
            let slug = phrase.lowercased().split(whereSeparator: { !$0.isLetter }).joined(separator: "-")
            self.init(
                slug.isEmpty ? "http-\(error.status.code)" : slug, status: error.status,
                title: phrase.isEmpty ? "HTTP \(error.status.code)" : phrase,
                detail: error.status.code < 500 ? error.body : nil)
        }
        for field in error.headers where headers[field.name] == nil { headers[field.name] = field.value }
    }
}

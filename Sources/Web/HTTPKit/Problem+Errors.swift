import Hummingbird
import Logging

/// An error of ours that an HTTP client is told of in its own way; what it says otherwise is for the log.
package protocol ProblemCause: Error {
    /// What the client is told; nothing internal.
    var problem: Problem { get }
}

extension Problem {
    /// What a client is told of any error. One that is no HTTP error is answered by a 500 that says nothing about it.
    init(_ error: any Error, logger: Logger) {
        switch error {
        case let problem as Problem: self = problem
        case let cause as any ProblemCause:
            logger.debug("request failed", metadata: ["error": "\(cause)"])
            self = cause.problem
        case let error as HTTPError: self.init(error)
        case let error as any HTTPResponseError: self.init(HTTPError(error.status))
        case is CancellationError: self = .unavailable("the server is shutting down")
        default: self = .internal
        }
    }

    /// The framework's own errors. The text of a 5xx is withheld, since it speaks of our inside.
    private init(_ error: HTTPError) {
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

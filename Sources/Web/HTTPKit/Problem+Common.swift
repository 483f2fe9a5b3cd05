import Hummingbird

extension Problem {
    /// 400: the request cannot be understood.
    package static func badRequest(_ detail: String) -> Problem {
        Problem("bad-request", status: .badRequest, title: "The request is not valid", detail: detail)
    }

    /// 401, with the challenge that RFC 9110 demands.
    package static func unauthorized(_ detail: String, challenge: String = "Bearer") -> Problem {
        var problem = Problem(
            "unauthorized", status: .unauthorized, title: "Authentication is required", detail: detail)
        problem.headers[.wwwAuthenticate] = challenge
        return problem
    }

    /// 403: known, but not allowed.
    package static func forbidden(_ detail: String) -> Problem {
        Problem("forbidden", status: .forbidden, title: "Not allowed", detail: detail)
    }

    /// 404: no such resource.
    package static func notFound(_ detail: String? = nil) -> Problem {
        Problem("not-found", status: .notFound, title: "Not found", detail: detail)
    }

    /// 405, with the methods that the resource has.
    package static func methodNotAllowed(allowed: [HTTPRequest.Method]) -> Problem {
        let list = allowed.map(\.rawValue).joined(separator: ", ")
        var problem = Problem(
            "method-not-allowed", status: .methodNotAllowed, title: "The resource has no such method",
            detail: "allowed: \(list)")
        problem.headers[.allow] = list
        return problem
    }

    /// 408: the request does not come as fast as it must.
    package static func requestTimeout(_ detail: String) -> Problem {
        Problem("request-timeout", status: .requestTimeout, title: "The request came too slowly", detail: detail)
    }

    /// 409: the request is right, but not as things stand.
    package static func conflict(_ detail: String) -> Problem {
        Problem("conflict", status: .conflict, title: "Not as things stand", detail: detail)
    }

    /// 413: the body has more bytes than are accepted.
    ///
    /// - Parameter advice: what the sender can do instead, where that is known.
    package static func tooLarge(bytesMax: Int, advice: String? = nil) -> Problem {
        Problem(
            "too-large", status: .contentTooLarge, title: "The body is too large",
            detail: "at most \(bytesMax) bytes are accepted\(advice.map { "; \($0)" } ?? "")")
    }

    /// 414: path and query have more bytes than are accepted.
    package static func uriTooLong(bytesMax: Int) -> Problem {
        Problem(
            "uri-too-long", status: .uriTooLong, title: "The address is too long",
            detail: "path and query have at most \(bytesMax) bytes")
    }

    /// 431: the headers together have more bytes than are accepted.
    package static func headersTooLarge(bytesMax: Int) -> Problem {
        Problem(
            "headers-too-large", status: .requestHeaderFieldsTooLarge, title: "The headers are too large",
            detail: "names and values have at most \(bytesMax) bytes together")
    }

    /// 429, with `Retry-After`.
    package static func tooManyRequests(perSecond: Double, retryAfter: Duration) -> Problem {
        Problem(
            "too-many-requests", status: .tooManyRequests, title: "Too many requests",
            detail: "this caller may make \(perSecond) requests per second, and more for a moment after a pause"
        ).retrying(after: retryAfter)
    }

    /// 415, with the media types that the resource accepts.
    package static func unsupportedMediaType(accepted: [String]) -> Problem {
        let list = accepted.joined(separator: ", ")
        var problem = Problem(
            "unsupported-media-type", status: .unsupportedMediaType, title: "The content type is not supported",
            detail: "content-type must be one of: \(list)")
        problem.headers[.accept] = list
        return problem
    }

    /// 500: our fault. Says nothing about the cause, which belongs in the log.
    package static let `internal` = Problem(
        "internal", status: .internalServerError, title: "Something failed on our side")

    /// 503, with `Retry-After`: the same request may succeed later.
    package static func unavailable(_ detail: String, retryAfter: Duration = .seconds(1)) -> Problem {
        Problem("unavailable", status: .serviceUnavailable, title: "Temporarily unavailable", detail: detail)
            .retrying(after: retryAfter)
    }
}

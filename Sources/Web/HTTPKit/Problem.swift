import Events
import Hummingbird

/// An error for an HTTP client: a problem document of RFC 9457.
///
/// Throw it from a handler; the router, or ``FramedResponder``, turns it into `application/problem+json`.
/// Everything in it reaches the client, so nothing internal may be put here.
package struct Problem: HTTPResponseError, Sendable {
    /// The media type of the rendered document.
    package static let contentType = "application/problem+json"

    /// The last part of `type`, which is `urn:pulsehub:problem:<slug>`; stable, since clients switch on it.
    package let slug: String
    /// The HTTP status, repeated in the document.
    package let status: HTTPResponse.Status
    /// What this kind of problem is; the same for every occurrence.
    package let title: String
    /// What went wrong this time and what would be right.
    package let detail: String?
    /// Headers of the response besides its content type.
    package var headers: HTTPFields = [:]
    /// Further members of the document: name and value as JSON, in the order of writing.
    private var extensions: [(name: String, json: [UInt8])] = []

    /// A problem without extension members.
    package init(_ slug: String, status: HTTPResponse.Status, title: String, detail: String? = nil) {
        self.slug = slug
        self.status = status
        self.title = title
        self.detail = detail
    }

    /// The problem with one more member.
    ///
    /// - Parameters:
    ///   - name: must not be one of RFC 9457's own: `type`, `title`, `status`, `detail`, `instance`.
    ///   - write: writes exactly one JSON value.
    package func adding(_ name: String, _ write: (inout JSONWriter) -> Void) -> Problem {
        var json = JSONWriter()
        write(&json)
        var problem = self
        problem.extensions.append((name, json.bytes))
        return problem
    }

    /// The problem with `Retry-After` in whole seconds, at least 1.
    package func retrying(after delay: Duration) -> Problem {
        var problem = self
        let (seconds, attoseconds) = delay.components
        problem.headers[.retryAfter] = String(max(1, seconds + (attoseconds > 0 ? 1 : 0)))
        return problem
    }

    /// The whole document.
    package var json: [UInt8] {
        var json = JSONWriter(capacity: 256)
        json.beginObject()
        json.field("type", "urn:pulsehub:problem:" + slug)
        json.field("title", title)
        json.key("status")
        json.integer(status.code)
        json.field("detail", detail)
        for (name, value) in extensions {
            json.key(name)
            json.raw(value)
        }
        json.endObject()
        return json.bytes
    }

    /// The response that carries this document.
    package var response: Response {
        var response = Response.json(json, status: status, contentType: Problem.contentType)
        // It speaks of this caller and this moment.
        response.headers[.cacheControl] = "no-store"
        response.headers.append(contentsOf: headers)
        return response
    }

    /// The response that carries this document, whatever the request was.
    package func response(from request: Request, context: some RequestContext) -> Response { response }
}

extension Problem: CustomStringConvertible {
    /// For logs: the kind and the detail in one line.
    package var description: String { "\(status.code) \(slug)" + (detail.map { ": \($0)" } ?? "") }
}

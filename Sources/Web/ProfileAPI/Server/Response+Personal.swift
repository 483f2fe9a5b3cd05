import Events
import HTTPKit
import Hummingbird

extension Response {
    /// A document about people that no cache may keep: it can change without a trace in its inputs.
    static func personal(
        status: HTTPResponse.Status = .ok, _ write: (inout JSONWriter) -> Void
    ) -> Response {
        var response = Response.json(status: status, write)
        response.headers[.cacheControl] = "no-store"
        return response
    }
}

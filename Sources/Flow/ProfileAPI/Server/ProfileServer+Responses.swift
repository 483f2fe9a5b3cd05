import HTTPKit
import HTTPTypes
import Hummingbird

extension HTTPField.Name {
    /// Which store the answer came from. The name is a valid token, so the fallback is never taken.
    static let pulsehubSource = HTTPField.Name("X-PulseHub-Source") ?? .server
    /// The commit of the configuration that a score was computed under.
    static let pulsehubConfigCommit = HTTPField.Name("X-PulseHub-Config-Commit") ?? .server
}

extension Response {
    /// A finished document, or 304 where the client has it already.
    static func document(_ bytes: [UInt8], from source: ProfileSource, to request: Request) -> Response {
        let tag = EntityTag(bytes)
        var response = Response.json(bytes)
        if let known = request.headers[.ifNoneMatch], tag.isNamed(in: known) {
            response = Response(status: .notModified)
            // An empty body's length would contradict the document's (RFC 9110, 8.6).
            response.headers[.contentLength] = nil
        }
        response.headers[.eTag] = "\(tag)"
        // Personal data, and new with every event: kept by the client only, and never used without asking.
        response.headers[.cacheControl] = "private, no-cache"
        response.headers[.pulsehubSource] = source.rawValue
        return response
    }
}

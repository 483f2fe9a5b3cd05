import Hummingbird

/// The OpenAPI description of the HTTP interfaces, as it is shipped with the code.
package struct InterfaceDocument: Sendable {
    private let bytes: [UInt8]
    private let tag: EntityTag

    /// - Parameter bytes: YAML, which is served as it is.
    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
        tag = EntityTag(bytes)
    }

    fileprivate func response(to request: Request) -> Response {
        var response: Response
        if let known = request.headers[.ifNoneMatch], tag.isNamed(in: known) {
            response = Response(status: .notModified)
            // An empty body's length would contradict the document's (RFC 9110, 8.6).
            response.headers[.contentLength] = nil
        } else {
            response = .json(bytes, contentType: "application/yaml")
        }
        response.headers[.eTag] = "\(tag)"
        response.headers[.cacheControl] = "no-cache"
        return response
    }
}

extension RouterMethods {
    /// Adds `GET /openapi.yaml` and HEAD for everybody; a 404 where there is no document. Needs ``FramedResponder``.
    package func addInterface(_ document: InterfaceDocument?) {
        read("/openapi.yaml") { request, _ in
            guard let document else { throw Problem.notFound("the document was not found when this process started") }
            return document.response(to: request)
        }
    }
}

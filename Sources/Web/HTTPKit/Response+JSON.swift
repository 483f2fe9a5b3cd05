import Events
import Hummingbird

extension Response {
    /// A finished JSON document. The bytes are sent as they are.
    package static func json(
        _ bytes: [UInt8], status: HTTPResponse.Status = .ok, contentType: String = "application/json"
    ) -> Response {
        Response(
            status: status, headers: [.contentType: contentType],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    /// A JSON document written on the spot; `write` writes exactly one value.
    package static func json(status: HTTPResponse.Status = .ok, _ write: (inout JSONWriter) -> Void) -> Response {
        var json = JSONWriter(capacity: 256)
        write(&json)
        return .json(json.bytes, status: status)
    }
}

import Events
import HTTPKit
import HTTPTypes
import Hummingbird

/// The binary mode of the CloudEvents HTTP binding: attributes in `ce-` headers, data in the body.
enum BinaryEvent {
    /// Whether the request has the one header that no event lacks.
    static func isAnnounced(by request: Request) -> Bool {
        request.headers.contains { $0.name.canonicalName == "ce-specversion" }
    }

    /// The event in structured form, which is the only one that is produced.
    ///
    /// - Throws: a 400 if the body is not JSON; the attributes are left to the event decoder.
    static func structured(_ body: [UInt8], _ request: Request) throws(Problem) -> [UInt8] {
        // Checked by itself first: a body like `1,"id":2` must not become part of the envelope.
        do throws(Rejection) {
            try JSONParser(capacity: EventLimits.valueBytesMax).read(body) { _ in }
        } catch {
            throw Problem.badRequest("the body, the event's data, is not JSON: \(error.detail)")
        }
        var json = JSONWriter(capacity: body.count + 256)
        json.beginObject()
        for field in request.headers where field.name.canonicalName.hasPrefix("ce-") {
            json.key(String(field.name.canonicalName.dropFirst(3)))
            json.string(percentDecoded(field.value))
        }
        json.field("datacontenttype", "application/json")
        json.key("data")
        json.raw(body)
        json.endObject()
        return json.bytes
    }

    /// Header values carry characters outside printable ASCII percent-encoded (section 3.1.3.2 of the binding).
    private static func percentDecoded(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "%")) else { return text }
        let bytes = Array(text.utf8)
        var decoded: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.count,
                let code = UInt8(String(decoding: bytes[index + 1...index + 2], as: UTF8.self), radix: 16)
            {
                decoded.append(code)
                index += 3
            } else {
                decoded.append(bytes[index])
                index += 1
            }
        }
        return String(decoding: decoded, as: UTF8.self)
    }
}

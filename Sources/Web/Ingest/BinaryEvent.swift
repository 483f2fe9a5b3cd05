import EventCodec
import Events
import HTTPKit
import HTTPTypes
import Hummingbird
import Producing

/// The binary mode of the CloudEvents HTTP binding: attributes in `ce-` headers, data in the body.
enum BinaryEvent {
    /// Whether the request has the one header that no event lacks.
    static func isAnnounced(by request: Request) -> Bool {
        request.headers.contains { $0.name.canonicalName == "ce-specversion" }
    }

    /// The event in structured form, which is the only one that is produced.
    ///
    /// - Throws: a 400 if the body is not JSON, or a header cannot be read; what the attributes say is left to the event
    ///   decoder.
    static func structured(_ body: [UInt8], _ request: Request) throws(Problem) -> [UInt8] {
        // Checked by itself first: a body like `1,"id":2` must not become part of the envelope.
        do throws(Rejection) {
            try JSONParser(capacity: EventLimits.valueBytesMax).read(body) { _ in }
        } catch {
            throw Problem.badRequest("the body, the event's data, is not JSON: \(error.detail)")
        }
        var json = JSONWriter(capacity: body.count + 256)
        json.beginObject()
        var seen: Set<String> = []
        for field in request.headers where field.name.canonicalName.hasPrefix(BinaryAttribute.prefix) {
            let attribute = try BinaryAttribute(field)
            guard seen.insert(attribute.name).inserted else {
                throw Problem.badRequest("the header \(field.name.canonicalName) stands there twice: send it once")
            }
            json.key(attribute.name)
            json.string(attribute.value)
        }
        json.field("datacontenttype", "application/json")
        json.key("data")
        json.raw(body)
        json.endObject()
        return json.bytes
    }
}

import EventCodec
import Events

extension OutgoingEvent {
    /// What is sent of an event that a client wrote: exactly that, but for a vendor's name in another spelling than the
    /// one of ``VendorName``, with which the event is written anew. What its sender should be told about it goes with it.
    ///
    /// - Throws: ``Rejection`` for an event that the pipeline would refuse.
    package init(unsent value: [UInt8], _ decoder: EventDecoder, now: Instant) throws(Rejection) {
        var (event, warnings) = try decoder.decode(unsent: value, now: now) { event, data in
            let fields = FieldNames.ofData(event.payload.type)
            return (
                event,
                EventWarning.of([event.payload], data: data, at: "/data", fields: fields, dropsUnknown: false)
            )
        }
        guard try event.normaliseNames(), let vendor = event.payload.vendor else {
            self.init(event, value: value, warnings: warnings)
            return
        }
        let rewritten = try Self.rewrite(value, vendor: vendor)
        // Judged again, since numbers may be longer now than the client wrote them.
        self.init(try decoder.decode(unsent: rewritten, now: now), value: rewritten, warnings: warnings)
    }

    /// The same document with another vendor; members that are no part of the contract stay.
    private static func rewrite(_ value: [UInt8], vendor: String) throws(Rejection) -> [UInt8] {
        try JSONParser(capacity: EventLimits.valueBytesMax).read(value) { event throws(Rejection) in
            var json = JSONWriter(capacity: value.count + 16)
            json.object(event) { member, json in
                guard member.isNamed("data"), member.kind == .object else { return json.value(member) }
                json.object(member) { field, json in
                    if field.isNamed("vendor") { json.string(vendor) } else { json.value(field) }
                }
            }
            return json.bytes
        }
    }
}

extension JSONWriter {
    /// Writes an object's members again, each value as `write` says.
    fileprivate mutating func object(_ object: JSONValue, _ write: (JSONValue, inout JSONWriter) -> Void) {
        beginObject()
        for member in object.children {
            key(String(decoding: member.key, as: UTF8.self))
            write(member, &self)
        }
        endObject()
    }
}

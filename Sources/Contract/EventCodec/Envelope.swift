import Events

/// The CloudEvents attributes of a record, whichever mode carried them.
struct Envelope {
    private var id: String?
    private var source: String?
    private var type: String?
    private var subject: String?
    private var time: Instant?
    private var data: JSONValue?

    init(_ root: JSONValue, mode: ContentMode) throws(Rejection) {
        var version: String?
        switch mode {
        case .structured:
            guard root.kind == .object else {
                throw Rejection(.invalidEnvelope, "an event is a JSON object, not \(Envelope.form(of: root))")
            }
            for member in root.children {
                if member.isNamed("id") {
                    id = try Envelope.text(member, "id")
                } else if member.isNamed("source") {
                    source = try Envelope.text(member, "source")
                } else if member.isNamed("type") {
                    type = try Envelope.text(member, "type")
                } else if member.isNamed("subject") {
                    subject = try Envelope.text(member, "subject")
                } else if member.isNamed("time") {
                    time = member.kind == .null ? nil : try Envelope.instant(Envelope.bytes(member, "time"))
                } else if member.isNamed("specversion") {
                    version = try Envelope.text(member, "specversion")
                } else if member.isNamed("data") {
                    data = member
                } else if member.isNamed("data_base64"), member.kind != .null {
                    throw Rejection(.invalidEnvelope, "data_base64 is not supported: send data as JSON")
                }
            }
        case .binary(let attributes):
            data = root
            for attribute in attributes {
                guard attribute.value.count <= EventLimits.attributeBytesMax, !attribute.value.contains(0),
                    let value = String(validating: attribute.value, as: UTF8.self)
                else {
                    throw Rejection(
                        .invalidEnvelope, "the header ce_\(attribute.name.prefix(64)) is no short UTF-8 text")
                }
                switch attribute.name {
                case "id": id = value
                case "source": source = value
                case "type": type = value
                case "subject": subject = value
                case "specversion": version = value
                case "time": time = try Envelope.instant(attribute.value)
                default: break
                }
            }
        }
        guard let version else { throw Rejection(.invalidEnvelope, "specversion is missing") }
        guard version == "1.0" else {
            throw Rejection(.invalidEnvelope, "specversion is \"\(version.prefix(16))\", only \"1.0\" is known")
        }
    }

    /// The event, its data decoded by its type.
    ///
    /// - Parameter topic: refuses types that the topic does not carry; nil accepts every type.
    func event(topic: String?, timestamp: Instant) throws(Rejection) -> Event {
        guard let id, !id.isEmpty else { throw Rejection(.invalidEnvelope, "id is missing or empty") }
        guard let source, !source.isEmpty else { throw Rejection(.invalidEnvelope, "source is missing or empty") }
        guard let type, !type.isEmpty else { throw Rejection(.invalidEnvelope, "type is missing or empty") }
        guard let subject, !subject.isEmpty else {
            throw Rejection(.invalidEnvelope, "subject, the user id, is missing or empty")
        }
        guard subject.utf8.count <= EventLimits.subjectBytesMax else {
            throw Rejection(
                .invalidEnvelope, "subject has \(subject.utf8.count) bytes, at most \(EventLimits.subjectBytesMax)")
        }
        guard !subject.unicodeScalars.contains(where: { $0.value < 0x20 || (0x7F...0x9F).contains($0.value) }) else {
            throw Rejection(.invalidEnvelope, "subject contains control characters")
        }
        let latest = timestamp.advanced(bySeconds: EventLimits.clockSkewSecondsMax)
        if let time, time > latest {
            throw Rejection(.fromFuture, "time \(time) lies after the record's timestamp \(timestamp)")
        }
        let payload = try PayloadDecoder(type: type, data: data, timestamp: timestamp).payload()
        if let topic, payload.topic != topic {
            throw Rejection(.unknownType, "\(type.prefix(100)) belongs on the topic \(payload.topic)")
        }
        return Event(id: id, source: source, subject: subject, time: time ?? timestamp, payload: payload)
    }

    private static func form(of root: JSONValue) -> String {
        root.kind == .array
            ? "array: each event is a record, a line or a member of a batch by itself" : root.kind.rawValue
    }

    private static func bytes(_ member: JSONValue, _ name: String) throws(Rejection) -> UnsafeRawBufferPointer {
        guard let bytes = member.bytes else {
            throw Rejection(.invalidEnvelope, "\(name) \(member.complaint(expected: "a string"))")
        }
        guard bytes.count <= EventLimits.attributeBytesMax else {
            throw Rejection(
                .invalidEnvelope, "\(name) has \(bytes.count) bytes, at most \(EventLimits.attributeBytesMax)")
        }
        return bytes
    }

    private static func text(_ member: JSONValue, _ name: String) throws(Rejection) -> String {
        let bytes = try bytes(member, name)
        // PostgreSQL text cannot hold NUL, and no identifier needs it.
        guard !bytes.contains(0) else { throw Rejection(.invalidEnvelope, "\(name) contains a NUL character") }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func instant(_ bytes: some Collection<UInt8>) throws(Rejection) -> Instant {
        guard let instant = Instant(rfc3339: bytes) else {
            let text = String(decoding: bytes, as: UTF8.self)
            throw Rejection(
                .invalidEnvelope,
                "time must be RFC 3339 with an offset, like 2026-11-20T07:00:00Z\(Instant.complaint(about: text))")
        }
        return instant
    }
}

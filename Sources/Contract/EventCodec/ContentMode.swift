import Events

/// How a record carries its CloudEvent, told by its headers (CloudEvents Kafka protocol binding 1.0, section 3).
public enum ContentMode: Sendable {
    /// The value is the whole event in JSON. Also assumed where no header says anything, as plain clients send it.
    case structured
    /// The value is the event's data; the attributes stand in `ce_` headers.
    case binary([Attribute])

    /// A context attribute of the binary mode, its name without the `ce_` prefix.
    public struct Attribute: Sendable {
        let name: String
        let value: [UInt8]
    }

    /// The mode that a record's headers ask for. A structured content type wins over `ce_` headers.
    public init(headers: some Sequence<(name: String, value: [UInt8]?)>) {
        var attributes: [Attribute] = []
        for header in headers {
            let name = header.name.lowercased()
            if name == "content-type", let value = header.value,
                String(decoding: value, as: UTF8.self).lowercased().hasPrefix("application/cloudevents")
            {
                self = .structured
                return
            }
            if name.hasPrefix("ce_"), let value = header.value {
                attributes.append(Attribute(name: String(name.dropFirst(3)), value: value))
            }
        }
        self = attributes.isEmpty ? .structured : .binary(attributes)
    }
}

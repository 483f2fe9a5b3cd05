import Events

extension JSONWriter {
    /// Writes a parsed value again. What a `JSONWriter` wrote comes out byte for byte as it was.
    public mutating func value(_ value: JSONValue) {
        switch value.kind {
        case .null: null()
        case .bool: bool(value.bool ?? false)
        case .string: string(value.text ?? "")
        case .number:
            if let integer = value.integer {
                self.integer(integer)
            } else if let integer = value.unsignedInteger {
                self.integer(integer)
            } else {
                number(value.number ?? 0)
            }
        case .array:
            beginArray()
            for child in value.children { self.value(child) }
            endArray()
        case .object:
            beginObject()
            for child in value.children {
                key(String(decoding: child.key, as: UTF8.self))
                self.value(child)
            }
            endObject()
        }
    }

    /// A parsed value's JSON.
    public static func bytes(of value: JSONValue) -> [UInt8] {
        var writer = JSONWriter(capacity: 512)
        writer.value(value)
        return writer.bytes
    }
}

import CHiredis

/// One reply of the server, copied out of the connection's buffer.
package enum RedisReply: Sendable, Hashable {
    /// No such value; also what `EXEC` answers when a watched key changed.
    case null
    /// A number.
    case integer(Int64)
    /// A short text such as `OK` or `QUEUED`.
    case status(String)
    /// A value, binary safe.
    case bytes([UInt8])
    /// Several replies. hiredis refuses more than seven levels, so keep the replies of scripts flat.
    case array([RedisReply])
    /// The refusal of one command; the other commands of a pipeline are not affected.
    case error(String)
}

extension RedisReply {
    /// Whether there was no value.
    package var isNull: Bool { self == .null }

    /// The number, also where Redis sends it as text; nil for anything else.
    package var asInteger: Int64? {
        if case .integer(let number) = self { return number }
        return asString.flatMap { Int64($0) }
    }

    /// The bytes of a value; nil for anything else.
    package var asBytes: [UInt8]? {
        if case .bytes(let bytes) = self { return bytes }
        return nil
    }

    /// A status, or a value that is valid UTF-8; nil for anything else.
    package var asString: String? {
        switch self {
        case .status(let text): text
        case .bytes(let bytes): String(validating: bytes, as: UTF8.self)
        default: nil
        }
    }

    /// The elements of an array; nil for anything else.
    package var asArray: [RedisReply]? {
        if case .array(let elements) = self { return elements }
        return nil
    }

    /// The pairs of `HGETALL`; what is no pair of a text and a value is left out.
    package var asFields: [(name: String, value: [UInt8])] {
        let flat = asArray ?? []
        return stride(from: 0, to: flat.count - 1, by: 2).compactMap { index in
            guard let name = flat[index].asString, let value = flat[index + 1].asBytes else { return nil }
            return (name, value)
        }
    }

    /// The refusal as an error; nil for anything else.
    package var asError: RedisError? {
        if case .error(let message) = self { return RedisError(.reply, message) }
        return nil
    }

    /// The reply itself, or its refusal thrown as `.reply`.
    @discardableResult
    package func checked() throws(RedisError) -> RedisReply {
        if let error = asError { throw error }
        return self
    }

    init(copying reply: redisReply) {
        let bytes = UnsafeRawBufferPointer(start: reply.str, count: reply.str == nil ? 0 : reply.len)
        switch reply.type {
        case REDIS_REPLY_INTEGER: self = .integer(reply.integer)
        case REDIS_REPLY_STATUS: self = .status(String(decoding: bytes, as: UTF8.self))
        case REDIS_REPLY_ERROR: self = .error(String(decoding: bytes, as: UTF8.self))
        case REDIS_REPLY_STRING: self = .bytes([UInt8](bytes))
        case REDIS_REPLY_ARRAY:
            let elements = UnsafeBufferPointer(start: reply.element, count: reply.element == nil ? 0 : reply.elements)
            self = .array(elements.map { $0.map { RedisReply(copying: $0.pointee) } ?? .null })
        default: self = .null
        }
    }
}

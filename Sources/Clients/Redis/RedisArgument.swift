/// One argument of a command, the command's name included. Any bytes are allowed.
package enum RedisArgument: Sendable, Hashable {
    /// Sent as UTF-8.
    case string(String)
    /// Sent as they are.
    case bytes([UInt8])
}

extension RedisArgument: ExpressibleByStringLiteral {
    /// `"HSET"` is an argument.
    package init(stringLiteral value: String) { self = .string(value) }

    /// Decimal text, Redis' form of a number.
    package init(_ number: some BinaryInteger) { self = .string(String(number)) }

    /// Sent as UTF-8.
    package init(_ text: String) { self = .string(text) }

    /// Sent as they are.
    package init(_ bytes: [UInt8]) { self = .bytes(bytes) }
}

extension [UInt8] {
    /// Appends a command in RESP: `*2\r\n$3\r\nGET\r\n$1\r\nk\r\n`.
    ///
    /// hiredis' own formatter wants a pointer per argument at one time; writing into a reused buffer needs none.
    mutating func append(command arguments: [RedisArgument]) {
        appendHeader(0x2A, arguments.count)
        for argument in arguments {
            switch argument {
            case .string(let text):
                appendHeader(0x24, text.utf8.count)
                append(contentsOf: text.utf8)
            case .bytes(let bytes):
                appendHeader(0x24, bytes.count)
                append(contentsOf: bytes)
            }
            append(0x0D)
            append(0x0A)
        }
    }

    private mutating func appendHeader(_ mark: UInt8, _ number: Int) {
        append(mark)
        var divisor = 1
        while number / divisor >= 10 { divisor *= 10 }
        while divisor > 0 {
            append(0x30 + UInt8(number / divisor % 10))
            divisor /= 10
        }
        append(0x0D)
        append(0x0A)
    }
}

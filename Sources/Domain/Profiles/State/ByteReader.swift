/// Reads what ``ByteWriter`` wrote; every read is checked, since the bytes come from outside the process.
struct ByteReader {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) { rest = bytes[...] }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func byte() throws(StateError) -> UInt8 {
        guard let byte = rest.popFirst() else { throw StateError("it ends too early") }
        return byte
    }

    mutating func unsigned() throws(StateError) -> UInt64 {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 70, by: 7) {
            let byte = try byte()
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
        }
        throw StateError("a number is too long")
    }

    mutating func signed() throws(StateError) -> Int64 {
        let value = try unsigned()
        return Int64(bitPattern: (value >> 1) ^ (~(value & 1) &+ 1))
    }

    /// A count of things that take at least one byte each, so that a corrupt one cannot ask for endless memory.
    mutating func count() throws(StateError) -> Int {
        let value = try unsigned()
        guard value <= UInt64(rest.count) else { throw StateError("a count is too large") }
        return Int(value)
    }

    mutating func fixed() throws(StateError) -> UInt64 {
        guard rest.count >= 8 else { throw StateError("it ends too early") }
        var value: UInt64 = 0
        for (index, byte) in rest.prefix(8).enumerated() { value |= UInt64(byte) << UInt64(index * 8) }
        rest = rest.dropFirst(8)
        return value
    }

    /// A measurement: nothing that the pipeline accepts comes near the bound, and NaN or infinity must not reach a score.
    mutating func double() throws(StateError) -> Double {
        let value = Double(bitPattern: try fixed())
        guard (0...1e6).contains(value) else { throw StateError("a number is no measurement") }
        return value
    }

    /// Refuses bytes behind the last thing that was written.
    func end() throws(StateError) {
        guard rest.isEmpty else { throw StateError("something follows its end") }
    }

    mutating func text() throws(StateError) -> String {
        let length = try count()
        guard let text = String(validating: rest.prefix(length), as: UTF8.self) else {
            throw StateError("a text is not UTF-8")
        }
        rest = rest.dropFirst(length)
        return text
    }
}

/// Stored state that no version of the pipeline has written.
package struct StateError: Error, Sendable, CustomStringConvertible {
    private let reason: String

    init(_ reason: String) { self.reason = reason }

    /// What is wrong with the bytes.
    package var description: String { "the stored state is unreadable: \(reason)" }
}

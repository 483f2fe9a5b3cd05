import CSimdJSON
import Events

/// Parses JSON documents with simdjson, reusing its memory from one document to the next.
///
/// Not thread-safe: one parser per thread. Nesting is limited to ``depthMax`` levels.
public final class JSONParser {
    /// Deeper documents are refused, so that no reader of a document can exhaust its stack.
    public static let depthMax = 32

    private let parser: OpaquePointer

    /// - Parameter capacity: the largest document accepted, in bytes.
    public init(capacity: Int) {
        guard let parser = csj_parser_new(capacity, JSONParser.depthMax) else {
            preconditionFailure("out of memory allocating a JSON parser of \(capacity) bytes")
        }
        self.parser = parser
    }

    deinit { csj_parser_free(parser) }

    /// Lends the parsed document to `body`; neither the value nor anything lent by it may be kept.
    ///
    /// - Throws: ``JSONError`` when the bytes are not one valid UTF-8 JSON document.
    public func parse<Result>(
        _ bytes: UnsafeRawBufferPointer, _ body: (JSONValue) throws -> Result
    ) throws -> Result {
        var nodes: UnsafePointer<csj_node>?
        var count = 0
        let start = bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
        let code = csj_parse(parser, start, bytes.count, &nodes, &count)
        guard code == 0, let nodes, count > 0 else { throw JSONError(code: code, bytes: bytes) }
        return try body(JSONValue(node: nodes))
    }
}

/// Why bytes are not a JSON document: what they look like, or else simdjson's words.
public struct JSONError: Error, Sendable, CustomStringConvertible {
    /// A sentence for a person.
    public let description: String

    init(code: Int32, bytes: UnsafeRawBufferPointer) {
        description =
            Misreading.cause(of: bytes) ?? csj_error_message(code).map { String(cString: $0) } ?? "not JSON"
    }
}

/// A value of a parsed document, lent for the time of ``JSONParser/parse(_:_:)``.
public struct JSONValue {
    let node: UnsafePointer<csj_node>

    /// What the value is.
    public var kind: Kind {
        switch node.pointee.kind {
        case csj_null: .null
        case csj_false, csj_true: .bool
        case csj_int, csj_uint, csj_double: .number
        case csj_string: .string
        case csj_array: .array
        default: .object
        }
    }

    /// The six kinds of JSON values.
    public enum Kind: String, Sendable { case null, bool, number, string, array, object }

    /// The unescaped UTF-8 bytes of a string; nil for other kinds.
    public var bytes: UnsafeRawBufferPointer? {
        guard node.pointee.kind == csj_string else { return nil }
        return UnsafeRawBufferPointer(start: node.pointee.string, count: Int(node.pointee.length))
    }

    /// A copy of a string; nil for other kinds.
    public var text: String? { bytes.map { String(decoding: $0, as: UTF8.self) } }

    /// A number as the nearest double, always finite; nil for other kinds.
    public var number: Double? {
        switch node.pointee.kind {
        case csj_int: Double(node.pointee.integer)
        case csj_uint: Double(node.pointee.unsigned_integer)
        case csj_double: node.pointee.number
        default: nil
        }
    }

    /// A whole number that fits 64 signed bits; nil otherwise.
    public var integer: Int64? { node.pointee.kind == csj_int ? node.pointee.integer : nil }

    /// A whole number that fits 64 bits without a sign but not with one; nil otherwise.
    var unsignedInteger: UInt64? { node.pointee.kind == csj_uint ? node.pointee.unsigned_integer : nil }

    /// True or false; nil for other kinds.
    public var bool: Bool? {
        switch node.pointee.kind {
        case csj_true: true
        case csj_false: false
        default: nil
        }
    }

    /// The elements of an array or the members of an object in document order; empty for other kinds.
    public var children: Children { Children(container: node) }

    /// The key of an object's member; empty elsewhere.
    public var key: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: node.pointee.key, count: Int(node.pointee.key_length))
    }

    /// Whether this member's key is `name`.
    public func isNamed(_ name: StaticString) -> Bool { key.equals(name) }

    /// The member of this name; of several, the last, as PostgreSQL's jsonb keeps it. Nil if there is none.
    public subscript(name: StaticString) -> JSONValue? {
        var found: JSONValue?
        for child in children where child.isNamed(name) { found = child }
        return found
    }

    /// Walks a container without copying it.
    public struct Children: Sequence, IteratorProtocol {
        private var next_: UnsafePointer<csj_node>
        private var remaining: UInt32

        init(container: UnsafePointer<csj_node>) {
            let isContainer = container.pointee.kind == csj_array || container.pointee.kind == csj_object
            remaining = isContainer ? container.pointee.length : 0
            next_ = container + 1
        }

        /// The next child, or nil at the end.
        public mutating func next() -> JSONValue? {
            guard remaining > 0 else { return nil }
            remaining -= 1
            let child = JSONValue(node: next_)
            next_ += Int(next_.pointee.skip)
            return child
        }
    }
}

extension UnsafeRawBufferPointer {
    /// Byte equality with a literal.
    func equals(_ literal: StaticString) -> Bool {
        guard count == literal.utf8CodeUnitCount else { return false }
        return elementsEqual(UnsafeRawBufferPointer(start: literal.utf8Start, count: count))
    }

    /// Whether the bytes begin with a literal.
    func starts(withLiteral literal: StaticString) -> Bool {
        let length = literal.utf8CodeUnitCount
        return count >= length && UnsafeRawBufferPointer(rebasing: self[0..<length]).equals(literal)
    }
}

import Events
import Synchronization

/// JSON parsers for concurrent callers, as many as were ever needed at once: at most one a thread.
public final class JSONParserPool: Sendable {
    // @unchecked: the pool lends a parser to one caller at a time, and no caller keeps it.
    private struct Idle: @unchecked Sendable {
        let parser: JSONParser
    }

    private let capacity: Int
    private let idle = Mutex<[Idle]>([])

    /// - Parameter capacity: the largest document accepted, in bytes.
    public init(capacity: Int) { self.capacity = capacity }

    /// Lends the parsed document to `body`, which must not keep it; nil for what is no JSON document of at most the
    /// capacity.
    public func parse<Result>(_ bytes: [UInt8], _ body: (JSONValue) -> Result) -> Result? {
        let lent = idle.withLock { $0.popLast() } ?? Idle(parser: JSONParser(capacity: capacity))
        defer { idle.withLock { $0.append(lent) } }
        return try? bytes.withUnsafeBytes { try lent.parser.parse($0, body) }
    }
}

/// A strong `ETag`: the 64-bit FNV-1a hash of a representation's bytes.
///
/// It is the same in every process and for either store. It detects change and does not resist forgery: nobody gains
/// by giving himself a stale answer.
public struct EntityTag: Sendable, Equatable, CustomStringConvertible {
    /// Names the bytes.
    public let hash: UInt64

    /// The tag of a representation.
    public init(_ bytes: [UInt8]) {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        self.hash = hash
    }

    /// As the header carries it, quotes included.
    public var description: String {
        let digits = String(hash, radix: 16)
        return "\"" + String(repeating: "0", count: 16 - digits.count) + digits + "\""
    }

    /// Whether `If-None-Match` names this tag: a list of tags or `*`. Weak ones match too (RFC 9110, 13.1.2).
    public func isNamed(in ifNoneMatch: String) -> Bool {
        let own = description
        return ifNoneMatch.split(separator: ",").contains { item in
            var tag = item.drop { $0 == " " || $0 == "\t" }
            while tag.last == " " || tag.last == "\t" { tag.removeLast() }
            if tag.hasPrefix("W/") { tag = tag.dropFirst(2) }
            return tag == "*" || tag == own
        }
    }
}

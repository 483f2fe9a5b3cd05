/// A strong `ETag`: a 64-bit hash of a representation's bytes, in the manner of FNV-1a but eight of them at a time.
///
/// It is the same in every process and for either store. It detects change and does not resist forgery: nobody gains
/// by giving himself a stale answer.
public struct EntityTag: Sendable, Equatable, CustomStringConvertible {
    /// Names the bytes.
    public let hash: UInt64

    /// The tag of a representation.
    public init(_ bytes: [UInt8]) {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        func mix(_ word: UInt64) {
            hash = (hash ^ word) &* 0x100_0000_01B3
            // The product carries upwards only.
            hash ^= hash &>> 29
        }
        bytes.withUnsafeBytes { raw in
            let whole = raw.count & ~7
            for offset in stride(from: 0, to: whole, by: 8) {
                mix(UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self)))
            }
            for byte in raw[whole...] { mix(UInt64(byte)) }
            mix(UInt64(raw.count))
        }
        self.hash = hash
    }

    /// As the header carries it, quotes included.
    public var description: String {
        String(unsafeUninitializedCapacity: 18) { text in
            text[0] = UInt8(ascii: "\"")
            for place in 1...16 {
                let digit = UInt8(truncatingIfNeeded: hash &>> UInt64(64 - 4 * place)) & 0xF
                text[place] = digit + (digit < 10 ? UInt8(ascii: "0") : UInt8(ascii: "a") - 10)
            }
            text[17] = UInt8(ascii: "\"")
            return 18
        }
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

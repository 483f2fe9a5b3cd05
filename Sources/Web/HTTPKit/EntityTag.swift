/// A strong `ETag`: a 64-bit hash of a representation's bytes, in the manner of FNV-1a but eight of them at a time, in four
/// lanes that do not wait for each other's products.
///
/// It is the same in every process and for either store. It detects change and does not resist forgery: nobody gains
/// by giving himself a stale answer.
package struct EntityTag: Sendable, Hashable, CustomStringConvertible {
    /// Names the bytes.
    package let hash: UInt64

    /// The tag of a representation.
    package init(_ bytes: [UInt8]) {
        hash = bytes.withUnsafeBytes { raw in
            func word(_ offset: Int) -> UInt64 {
                UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
            }
            var (first, second, third, fourth) = (Self.start, Self.start &+ 1, Self.start &+ 2, Self.start &+ 3)
            let whole = raw.count & ~31
            for offset in stride(from: 0, to: whole, by: 32) {
                Self.mix(word(offset), into: &first)
                Self.mix(word(offset + 8), into: &second)
                Self.mix(word(offset + 16), into: &third)
                Self.mix(word(offset + 24), into: &fourth)
            }
            var hash = first
            Self.mix(second, into: &hash)
            Self.mix(third, into: &hash)
            Self.mix(fourth, into: &hash)
            for byte in raw[whole...] { Self.mix(UInt64(byte), into: &hash) }
            Self.mix(UInt64(raw.count), into: &hash)
            return hash
        }
    }

    private static let start: UInt64 = 0xCBF2_9CE4_8422_2325

    private static func mix(_ word: UInt64, into hash: inout UInt64) {
        hash = (hash ^ word) &* 0x100_0000_01B3
        // The product carries upwards only.
        hash ^= hash &>> 29
    }

    /// As the header carries it, quotes included.
    package var description: String {
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
    package func isNamed(in ifNoneMatch: String) -> Bool {
        let own = description
        return ifNoneMatch.split(separator: ",").contains { item in
            var tag = item.drop { $0 == " " || $0 == "\t" }
            while tag.last == " " || tag.last == "\t" { tag.removeLast() }
            if tag.hasPrefix("W/") { tag = tag.dropFirst(2) }
            return tag == "*" || tag == own
        }
    }
}

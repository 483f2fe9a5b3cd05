import TestSupport

/// Small damage to a JSON text, as faulty clients and disks do it.
enum Mutation {
    private static let values = [
        "null", "true", "[]", "{}", "-0", "1e308", "1e999", "-1e-400", "18446744073709551616", "\"\"", "\"\\u0000\"",
        "\"\\ud800\"", "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]", "\"2099-01-01\"",
        "1E+2",
        "123456789012345678901234567890",
    ]

    static func apply(to bytes: inout [UInt8], _ random: inout Seeded) {
        guard !bytes.isEmpty else { return }
        let place = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<6, using: &random) {
        case 0: bytes.removeSubrange(place...)
        case 1: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        case 2: replaceValue(in: &bytes, after: place, &random)
        case 3: repeatMember(in: &bytes, after: place)
        case 4: bytes.remove(at: place)
        default: bytes.insert(.random(in: 0...255, using: &random), at: place)
        }
    }

    private static func replaceValue(in bytes: inout [UInt8], after place: Int, _ random: inout Seeded) {
        guard let value = values.randomElement(using: &random), let range = member(in: bytes, after: place),
            let colon = bytes[range].firstIndex(of: UInt8(ascii: ":"))
        else { return }
        bytes.replaceSubrange((colon + 1)..<range.upperBound, with: value.utf8)
    }

    private static func repeatMember(in bytes: inout [UInt8], after place: Int) {
        guard let range = member(in: bytes, after: place) else { return }
        bytes.insert(contentsOf: [UInt8(ascii: ",")] + bytes[range], at: range.upperBound)
    }

    /// Between two commas, which is a member of a flat object more often than not.
    private static func member(in bytes: [UInt8], after place: Int) -> Range<Int>? {
        guard let start = bytes[place...].firstIndex(of: UInt8(ascii: ",")),
            let end = bytes[(start + 1)...].firstIndex(where: { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "}") })
        else { return nil }
        return (start + 1)..<end
    }
}

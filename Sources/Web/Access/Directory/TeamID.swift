import HTTPKit

/// A team's id, chosen by who creates it: 1 to 64 of the characters that stand in a path as they are.
package struct TeamID: Sendable, Hashable, Comparable {
    /// The id.
    package let text: String

    /// - Throws: a 400 that names the rule.
    package init(_ text: some StringProtocol) throws(Problem) {
        guard (1...64).contains(text.utf8.count), text.utf8.allSatisfy(Self.allows) else {
            throw Problem.badRequest("a team id has 1 to 64 of the characters A-Z a-z 0-9 - _ .")
        }
        self.text = String(text)
    }

    /// The order of bytes.
    package static func < (a: TeamID, b: TeamID) -> Bool { a.text.utf8.lexicographicallyPrecedes(b.text.utf8) }

    private static func allows(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
            true
        default: false
        }
    }
}

import Events

/// A backup's name: the second at which it was begun, in UTC, so that names sort by time: `2026-11-21T02-30-00Z`.
package struct BackupName: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// When it was begun.
    package let time: Instant

    /// Fractions of a second are cut off.
    package init(_ time: Instant) {
        self.time = Instant(microseconds: time.microseconds - (time.microseconds % 1_000_000 + 1_000_000) % 1_000_000)
    }

    /// Nil for anything that ``description`` would not print.
    package init?(_ text: some StringProtocol) {
        var characters = Array(text.utf8)
        guard characters.count == 20, characters[13] == UInt8(ascii: "-"), characters[16] == UInt8(ascii: "-") else {
            return nil
        }
        characters[13] = UInt8(ascii: ":")
        characters[16] = UInt8(ascii: ":")
        guard let time = Instant(rfc3339: characters) else { return nil }
        self.init(time)
        guard description == text else { return nil }
    }

    /// The name of a second later.
    var next: BackupName { BackupName(Instant(microseconds: time.microseconds + 1_000_000)) }

    /// No colons: some file systems do not take them.
    package var description: String { String(time.description.map { $0 == ":" ? "-" : $0 }) }

    /// Earlier ones come first.
    package static func < (a: BackupName, b: BackupName) -> Bool { a.time < b.time }
}

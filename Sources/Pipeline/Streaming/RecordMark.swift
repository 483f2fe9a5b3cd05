import Kafka
import Repeatable

/// By what a log is known again: a record that was read of it.
///
/// Where a topic was deleted and made again, and has grown beyond the checkpoint since, offsets tell nothing; but another
/// record stands in this one's place.
package struct RecordMark: Hashable, Sendable, CustomStringConvertible {
    /// The record's place.
    package let offset: Int64
    /// Milliseconds since 1970; negative if absent.
    package let timestampMs: Int64
    /// FNV-1a of the value; of nothing for a null value. The key is left out: an erasure's key is to be forgotten.
    package let hash: UInt64

    /// A mark.
    package init(offset: Int64, timestampMs: Int64, hash: UInt64) {
        self.offset = offset
        self.timestampMs = timestampMs
        self.hash = hash
    }

    /// The mark of a lent record.
    package init(_ record: borrowing Record) {
        var hash = FNV1a()
        record.value?.withUnsafeBytes { hash.add($0) }
        self.init(offset: record.offset, timestampMs: record.timestampMs, hash: hash.value)
    }

    /// `offset:timestamp:hash`, the last in hexadecimal digits.
    package var description: String { "\(offset):\(timestampMs):\(String(hash, radix: 16))" }

    /// Reads ``description``; nil for anything else.
    package init?(_ text: some StringProtocol) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 3, let offset = Int64(parts[0]), offset >= 0, let time = Int64(parts[1]),
            let hash = UInt64(parts[2], radix: 16)
        else { return nil }
        self.init(offset: offset, timestampMs: time, hash: hash)
    }
}

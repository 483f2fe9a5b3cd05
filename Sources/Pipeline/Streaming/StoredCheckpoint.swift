import Kafka
import Retrying

/// What the Redis key of a partition's checkpoint holds.
package enum StoredCheckpoint: Equatable, Sendable {
    /// Everything before this offset is in the profiles.
    case at(Checkpoint)
    /// A rebuild has taken the partition over, and will put this checkpoint back; nil if there was none.
    ///
    /// No processor can commit meanwhile, since the key does not hold what it expects.
    case rebuilding(Checkpoint?)

    private static let rebuildingMark = "rebuilding"

    /// Reads a key's text; nil for anything else than ``text``.
    package init?(_ text: String) {
        let words = text.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
        guard words.first.map(String.init) == Self.rebuildingMark else {
            guard let checkpoint = Checkpoint(text: text) else { return nil }
            self = .at(checkpoint)
            return
        }
        guard words.count > 1 else {
            self = .rebuilding(nil)
            return
        }
        guard let checkpoint = Checkpoint(text: String(words[1])) else { return nil }
        self = .rebuilding(checkpoint)
    }

    /// The key's text: a checkpoint's own, for a rebuild with `rebuilding` in front.
    package var text: String {
        switch self {
        case .at(let checkpoint): checkpoint.text
        case .rebuilding(let checkpoint): Self.rebuildingMark + (checkpoint.map { " " + $0.text } ?? "")
        }
    }

    /// What every checkpoint's key begins with.
    package static let keyPrefix = "checkpoint:"

    /// The Redis key of a partition.
    package static func key(_ partition: TopicPartition) -> String {
        "\(keyPrefix)\(partition.topic):\(partition.partition)"
    }

    /// The partition that a key is for; nil for other keys.
    package static func partition(ofKey key: String) -> TopicPartition? {
        guard key.hasPrefix(keyPrefix), let colon = key.lastIndex(of: ":"),
            let number = Int32(key[key.index(after: colon)...])
        else { return nil }
        let topic = key[..<colon].dropFirst(keyPrefix.count)
        return topic.isEmpty ? nil : TopicPartition(topic: String(topic), partition: number)
    }
}

extension Checkpoint {
    private static let absent = "-"

    /// `<next offset> @<generation>,<start>,<mark>,<earlier spans> <cluster id>`. The id is left out where the broker tells
    /// none. Earlier versions wrote the first and the last alone.
    package var text: String {
        "\(nextOffset) @\(generation),\(start),\(markText),\(earlierText)" + (clusterID.map { " " + $0 } ?? "")
    }

    /// The mark, `-` without one.
    package var markText: String { mark?.description ?? Self.absent }

    /// The earlier spans, separated by semicolons; `-` without any.
    package var earlierText: String {
        earlier.isEmpty ? Self.absent : earlier.map(\.description).joined(separator: ";")
    }

    /// Reads ``text``; nil for anything else.
    package init?(text: String) {
        var words = text.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
        guard let offset = Int64(words.removeFirst()), offset >= 0 else { return nil }
        self.init(nextOffset: offset, clusterID: nil)
        if let first = words.first, first.first == "@" {
            words = first.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
            guard read(words.removeFirst().dropFirst()) else { return nil }
        }
        clusterID = words.first.map(String.init)
    }

    /// False for anything else than the four values.
    private mutating func read(_ text: Substring) -> Bool {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false)
        guard parts.count == 4, let generation = Int64(parts[0]), generation >= 0, let start = Int64(parts[1]),
            start >= 0
        else { return false }
        (self.generation, self.start) = (generation, start)
        if parts[2] != Self.absent {
            guard let mark = RecordMark(parts[2]) else { return false }
            self.mark = mark
        }
        if parts[3] != Self.absent {
            let spans = parts[3].split(separator: ";", omittingEmptySubsequences: false)
            earlier = spans.compactMap { ReadSpan($0) }
            return earlier.count == spans.count
        }
        return true
    }
}

/// A partition's profiles are being restored: to wait is all that a processor can do.
package struct PartitionBeingRebuilt: RetriableError, CustomStringConvertible {
    /// Which one.
    package let partition: TopicPartition

    /// Names it.
    package init(_ partition: TopicPartition) { self.partition = partition }

    /// Every rebuild has an end.
    package var isRetriable: Bool { true }

    /// What happens, and what to do if nothing does.
    package var description: String {
        "\(partition) is being rebuilt; if no rebuild runs any more, finish it with \"pulsehub rebuild --all\""
    }
}

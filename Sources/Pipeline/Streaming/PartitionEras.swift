import Kafka

/// How many partitions a topic has and had: who folds whom, for the present and for every record of the past.
///
/// A person's records are folded in one partition, which follows from the number of partitions. An era is the time in
/// which a store was written by nobody who knew another number: to begin one is a single write that every other owner's
/// next commit notices, see ``PartitionSink/adopt(_:)``. Where each partition stood at that moment is kept, so that every
/// record belongs to one era for good, and a replay folds it by that era's number.
package struct PartitionEras: Equatable, Sendable {
    /// One that is over.
    package struct Past: Equatable, Sendable {
        /// The number of partitions; nil where nobody kept it. Then every record counts where it lies, and copies of
        /// moved records do not.
        package let partitions: Int32?
        /// Up to where each partition was read when the era ended; one that is absent had not been read.
        package let ends: [Int32: LogPosition]

        /// An era.
        package init(partitions: Int32?, ends: [Int32: LogPosition]) {
            self.partitions = partitions
            self.ends = ends
        }
    }

    /// The present number of partitions.
    package let partitions: Int32
    /// What was before, the earliest first.
    package let past: [Past]
    /// How often profiles were restored by somebody else than their owner, who must then forget what it remembers.
    package var rebuilds: Int

    /// Eras.
    package init(partitions: Int32, past: [Past] = [], rebuilds: Int = 0) {
        self.partitions = partitions
        self.past = past
        self.rebuilds = rebuilds
    }

    /// The eras after the number has changed.
    ///
    /// - Parameter standing: up to where each partition was read.
    package func next(partitions: Int32, standing: [Int32: LogPosition]) -> PartitionEras {
        PartitionEras(
            partitions: partitions, past: past + [Past(partitions: self.partitions, ends: standing)],
            rebuilds: rebuilds)
    }

    /// The eras of a store whose eras nobody kept: all that was read so far counts where it lies.
    package static func unknown(until standing: [Int32: LogPosition], partitions: Int32) -> PartitionEras {
        PartitionEras(
            partitions: partitions, past: standing.isEmpty ? [] : [Past(partitions: nil, ends: standing)])
    }

    /// Whether nobody kept the number of an era: then one person's records may lie in several partitions, between which the
    /// time of the first in each tells an order.
    package func isUnknown(_ era: Int) -> Bool { era < past.count && past[era].partitions == nil }

    /// More partitions than these there never were, as far as is known.
    package var widest: Int32 {
        past.reduce(partitions) { max($0, $1.partitions ?? 0, ($1.ends.keys.max() ?? -1) + 1) }
    }

    /// How many eras there are, the present one included.
    package var count: Int { past.count + 1 }

    /// In which era a record was read, counted from 0; one not yet read belongs to the present era.
    package func era(of position: LogPosition, in partition: Int32) -> Int {
        past.firstIndex { $0.ends[partition].map { position < $0 } ?? false } ?? past.count
    }

    /// Whether a person's record is folded where it lies.
    ///
    /// - Parameters:
    ///   - era: from ``era(of:in:)``.
    ///   - isCopy: whether it was moved there from another partition.
    package func folds(_ user: some Collection<UInt8>, at partition: Int32, era: Int, isCopy: Bool) -> Bool {
        let count = era < past.count ? past[era].partitions : partitions
        guard let count else { return !isCopy }
        return Murmur2.partition(for: user, partitions: count) == partition
    }

    // MARK: As Redis stores it

    private static let keyPrefix = "partitions:"

    /// The Redis key of a topic.
    package static func key(_ topic: String) -> String { keyPrefix + topic }

    /// A line for each era, the present one first: its number of partitions, `-` where nobody kept it, and for those that
    /// are over `partition:generation:offset` for each partition. The first line ends with the number of rebuilds, if any.
    package var text: String {
        var lines = ["\(partitions)" + (rebuilds == 0 ? "" : " \(rebuilds)")]
        for era in past {
            let ends = era.ends.sorted { $0.key < $1.key }.map { "\($0.key):\($0.value)" }
            lines.append(([era.partitions.map { "\($0)" } ?? "-"] + ends).joined(separator: " "))
        }
        return lines.joined(separator: "\n")
    }

    /// Reads ``text``; nil for anything else.
    package init?(text: String) {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)[...]
        let head = (lines.popFirst() ?? "").split(separator: " ", omittingEmptySubsequences: false)
        guard let present = head.first.flatMap({ Int32($0) }), present > 0, head.count <= 2,
            let rebuilds = head.count == 2 ? Int(head[1]) : 0, rebuilds >= 0
        else { return nil }
        var past: [Past] = []
        for line in lines {
            var words = line.split(separator: " ", omittingEmptySubsequences: false)[...]
            guard let number = words.popFirst(), number == "-" || Int32(number).map({ $0 > 0 }) ?? false else {
                return nil
            }
            var ends: [Int32: LogPosition] = [:]
            for word in words {
                guard let colon = word.firstIndex(of: ":"), let partition = Int32(word[..<colon]), partition >= 0,
                    let end = LogPosition(word[word.index(after: colon)...])
                else { return nil }
                ends[partition] = end
            }
            past.append(Past(partitions: Int32(number), ends: ends))
        }
        self.init(partitions: present, past: past, rebuilds: rebuilds)
    }
}

/// A place in a partition across the logs that have borne its name.
///
/// A topic that is deleted and made again begins a new generation, whose offsets begin anew: they are never compared with
/// those of another.
package struct LogPosition: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// 0 for the first log that was read under this name; later ones have larger numbers, see ``Generation``.
    package let generation: Int64
    /// The place in that log.
    package let offset: Int64

    /// A place.
    package init(generation: Int64, offset: Int64) {
        self.generation = generation
        self.offset = offset
    }

    /// Later logs come after earlier ones.
    package static func < (left: Self, right: Self) -> Bool {
        (left.generation, left.offset) < (right.generation, right.offset)
    }

    /// `generation:offset`.
    package var description: String { "\(generation):\(offset)" }

    /// Reads ``description``; nil for anything else.
    init?(_ text: some StringProtocol) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let generation = Int64(parts[0]), let offset = Int64(parts[1]), generation >= 0,
            offset >= 0
        else { return nil }
        self.init(generation: generation, offset: offset)
    }
}

/// How the logs that bear a partition's name one after the other are numbered.
///
/// librdkafka 2.0 tells no topic id. So the number is taken from the new log itself: the Kafka timestamp of the first
/// record read of it. Hot and cold path read the same record there, and thus number alike without asking each other,
/// also where one of them was away while a topic was made again twice.
enum Generation {
    /// The number of the log that follows.
    ///
    /// - Parameter timestampMs: of the first record read; negative where there is none.
    static func after(_ generation: Int64, firstRecord timestampMs: Int64) -> Int64 {
        max(generation + 1, timestampMs)
    }
}

/// What was read of one generation of a partition without a hole.
package struct ReadSpan: Hashable, Sendable, CustomStringConvertible {
    /// Whose offsets these are.
    package let generation: Int64
    /// The offsets.
    package let offsets: Range<Int64>

    /// A span.
    package init(generation: Int64, offsets: Range<Int64>) {
        self.generation = generation
        self.offsets = offsets
    }

    /// Whether the record there was read.
    package func contains(_ position: LogPosition) -> Bool {
        position.generation == generation && offsets.contains(position.offset)
    }

    /// `generation:from-until`.
    package var description: String { "\(generation):\(offsets.lowerBound)-\(offsets.upperBound)" }

    /// Reads ``description``; nil for anything else.
    init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, let from = LogPosition(parts[0]), let until = Int64(parts[1]), until >= from.offset
        else { return nil }
        self.init(generation: from.generation, offsets: from.offset..<until)
    }
}

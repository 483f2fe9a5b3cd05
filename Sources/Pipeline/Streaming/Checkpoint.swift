/// Where a sink stands in a partition: stored in the same atomic write as the effects of every record before it.
///
/// This, not the consumer group's committed offset, is where a new owner starts.
package struct Checkpoint: Equatable, Sendable {
    /// The first offset whose effects are not yet in the sink.
    package var nextOffset: Int64
    /// The Kafka cluster the offset belongs to; nil where the broker tells none.
    package var clusterID: String?
    /// Which of the logs that have borne the partition's name: see ``LogPosition/generation``.
    package var generation: Int64
    /// From here on everything up to ``nextOffset`` was read.
    package var start: Int64
    /// What was read before that: of earlier generations, and before holes. In their order.
    package var earlier: [ReadSpan]
    /// The last record that was read, by which its log is known again.
    package var mark: RecordMark?

    /// A checkpoint.
    package init(
        nextOffset: Int64, clusterID: String?, generation: Int64 = 0, start: Int64 = 0, earlier: [ReadSpan] = [],
        mark: RecordMark? = nil
    ) {
        self.nextOffset = nextOffset
        self.clusterID = clusterID
        self.generation = generation
        self.start = start
        self.earlier = earlier
        self.mark = mark
    }

    /// The place of the next record.
    package var position: LogPosition { LogPosition(generation: generation, offset: nextOffset) }

    /// Everything that was read.
    package var read: [ReadSpan] { earlier + [last].filter { !$0.offsets.isEmpty } }

    /// Whether the record there was read.
    package func hasRead(_ position: LogPosition) -> Bool {
        last.contains(position) || earlier.contains { $0.contains(position) }
    }

    private var last: ReadSpan {
        ReadSpan(generation: generation, offsets: min(start, nextOffset)..<nextOffset)
    }
}

/// One compare-and-set over several partitions: the sink may move from `expected` to `next`, or not at all.
package struct CheckpointMove: Equatable, Sendable {
    /// The stored checkpoint this owner believes in; nil if none was stored.
    package var expected: Checkpoint?
    /// What the commit stores.
    package var next: Checkpoint

    /// A move.
    package init(expected: Checkpoint?, next: Checkpoint) {
        self.expected = expected
        self.next = next
    }

    /// What a commit whose answer was lost has done, told by what is stored now.
    package func outcome(stored: Checkpoint?) -> CommitOutcome? {
        if stored == next { return .committed }
        if stored == expected { return nil }
        return .conflict
    }

    /// What this move passes over unread.
    package var gap: Gap? {
        guard let expected, next.earlier != expected.earlier || next.start != expected.start else { return nil }
        guard next.generation == expected.generation else { return Gap(from: expected.position, until: nil) }
        return Gap(from: expected.position, until: next.start)
    }

    /// Records that no sink of this kind will ever read.
    package struct Gap: Equatable, Sendable, CustomStringConvertible {
        /// The first of them.
        package let from: LogPosition
        /// The first offset behind them; nil for whatever a log still held that is gone, however much that was.
        package let until: Int64?

        /// A gap.
        package init(from: LogPosition, until: Int64?) {
            self.from = from
            self.until = until
        }

        /// Why nobody will ever read them; a stable word.
        package enum Reason: String, CaseIterable, Sendable {
            /// Retention was faster than the reader.
            case expired
            /// Another log has taken the place of theirs.
            case recreated
        }

        /// Why nobody will ever read them.
        package var reason: Reason { until == nil ? .recreated : .expired }

        /// How many offsets; nil where nobody knows.
        package var offsets: Int64? { until.map { $0 - from.offset } }

        /// `from..<until` and why.
        package var description: String { "\(from.offset)..<\(until.map { "\($0)" } ?? "?"), \(reason)" }
    }
}

/// How a compare-and-set ended.
package enum CommitOutcome: Equatable, Sendable {
    /// The effects and the checkpoints are stored.
    case committed
    /// Somebody else moved a checkpoint: nothing was stored, and this owner must start over from what is.
    case conflict
}

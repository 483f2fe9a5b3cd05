import Kafka

/// Partitions of which the log says one thing and the reader another.
package struct Standstill: Sendable {
    /// What was seen, for a person.
    package var reason: String
    /// Those of them whose log must be another one than the one that was read.
    package var otherLogs: [TopicPartition: OtherLog] = [:]
}

/// A partition's name is borne by another log than the one that was read: found out by what that log holds, since its offsets
/// do not show it.
package struct OtherLog: Sendable {
    /// The log that was read. Whoever finds another checkpoint stored by now need not act on this.
    package var generation: Int64
    /// The record that should have stood there; nil where it was not by a record that the log was told.
    package var mark: RecordMark?
    /// What was found.
    package var reset: TopicReset
}

/// Tells a reader that stands still from one that is at its end, by what a broker says of the log from time to time. Pure.
struct ProgressWatch {
    /// Where a reader was seen, and since when.
    private struct Seen {
        var position: LogPosition
        var since: ContinuousClock.Instant
        /// Looks at which the log ended before the position.
        var shorter = 0
    }

    /// The place in a log that a time led to; in one log it never becomes smaller.
    private struct Anchor {
        let generation: Int64
        let timestampMs: Int64
        let offset: Int64
    }

    /// An answer may have been on its way while the reader moved.
    private static let shorterMax = 2

    private let patience: Duration
    private var seen: [TopicPartition: Seen] = [:]
    private var anchors: [TopicPartition: Anchor] = [:]

    init(patience: Duration) { self.patience = patience }

    /// The store does not take anything: nobody can move.
    mutating func pause(now: ContinuousClock.Instant) { for place in seen.keys { seen[place]?.since = now } }

    /// The times whose places in the log are to be asked for: of the record that was read last when this was asked first.
    func times(_ reading: [TopicPartition: Checkpoint]) -> [TopicPartition: Int64] {
        reading.compactMapValues { checkpoint in checkpoint.mark.map(\.timestampMs).flatMap { $0 < 0 ? nil : $0 } }
            .merging(anchors.filter { reading[$0.key]?.generation == $0.value.generation }.mapValues(\.timestampMs)) {
                $1
            }
    }

    /// Takes what a broker says; gives back who stands still.
    mutating func look(
        _ reading: [TopicPartition: Checkpoint], ends: [TopicPartition: Int64], times: [TopicPartition: Int64],
        firstOffsets: [TopicPartition: Int64], now: ContinuousClock.Instant
    ) -> Standstill? {
        seen = seen.filter { reading[$0.key] != nil }
        anchors = anchors.filter { reading[$0.key] != nil }
        var standstill: Standstill?
        func tell(_ reason: String) { standstill = standstill ?? Standstill(reason: reason) }
        for (place, checkpoint) in reading.sorted(by: { $0.key < $1.key }) {
            var seen = seen[place] ?? Seen(position: checkpoint.position, since: now)
            defer { self.seen[place] = seen }
            if let time = times[place], let offset = firstOffsets[place] {
                if let anchor = anchors[place], anchor.generation == checkpoint.generation, offset < anchor.offset {
                    tell("\(place): another log bears its name: the topic was deleted and created again")
                    standstill?.otherLogs[place] = OtherLog(
                        generation: anchor.generation, reset: .otherRecord(at: anchor.offset))
                    anchors[place] = nil
                } else {
                    anchors[place] = Anchor(generation: checkpoint.generation, timestampMs: time, offset: offset)
                }
            }
            guard let end = ends[place] else { continue }
            seen.shorter = end < checkpoint.nextOffset ? seen.shorter + 1 : 0
            if seen.shorter >= Self.shorterMax {
                tell("\(place): it was read up to offset \(checkpoint.nextOffset), and its log ends at \(end)")
                seen.shorter = 0
            }
            if seen.position != checkpoint.position || end <= checkpoint.nextOffset {
                seen.position = checkpoint.position
                seen.since = now
            } else if now - seen.since >= patience {
                tell(
                    """
                    \(place) stands at offset \(checkpoint.nextOffset) for \((now - seen.since).components.seconds) s, and \
                    its log ends at \(end). Reading starts over; if that does not help, look at the partition's leader, \
                    and at the log of this process
                    """)
            }
        }
        return standstill
    }
}

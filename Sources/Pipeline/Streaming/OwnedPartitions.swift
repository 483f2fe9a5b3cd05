import Kafka

/// The partitions a consumer owns, each with the checkpoint it believes in.
package struct OwnedPartitions: Sendable {
    private struct Place {
        /// What is stored, as far as this owner knows.
        var stored: Checkpoint?
        /// Where this owner stands: what the next commit stores, if nothing more is read.
        var reading: Checkpoint
        /// The log is another one than that of the checkpoint, and no record of it was seen yet.
        var isUnnumbered = false
        /// What was to be stored last, while nobody knows whether it is.
        var attempt: Checkpoint?
    }

    /// The Kafka cluster, stored with every checkpoint.
    package let clusterID: String?
    private var places: [TopicPartition: Place] = [:]
    /// How many partitions each topic had when some of them were assigned last.
    private(set) var counts: [String: Int32] = [:]

    /// No partitions yet.
    package init(clusterID: String?) { self.clusterID = clusterID }

    /// Where this owner stands in every partition.
    var reading: [TopicPartition: Checkpoint] { places.mapValues(\.reading) }

    /// The partitions that are owned now.
    package var partitions: [TopicPartition] { Array(places.keys) }

    /// Owns a partition from here on.
    ///
    /// - Parameters:
    ///   - stored: its checkpoint.
    ///   - start: the first offset to process.
    ///   - reset: why that is not where the checkpoint is; nil if it is there.
    ///   - generation: of a log without a checkpoint, where the group remembers it.
    mutating func add(
        _ partition: TopicPartition, stored: Checkpoint?, start: Int64, reset: TopicReset? = nil, generation: Int64 = 0
    ) {
        guard let stored else {
            let reading = Checkpoint(nextOffset: start, clusterID: clusterID, generation: generation, start: start)
            places[partition] = Place(stored: nil, reading: reading)
            return
        }
        var reading = stored
        reading.clusterID = clusterID ?? stored.clusterID
        reading.nextOffset = start
        if let reset {
            reading.start = start
            reading.earlier = stored.read
            if reset.isOtherLog { reading.mark = nil }
        }
        places[partition] = Place(stored: stored, reading: reading, isUnnumbered: reset?.isOtherLog ?? false)
    }

    mutating func learn(_ counts: [String: Int32]) { self.counts.merge(counts) { $1 } }

    /// How many partitions a topic had when some of them were assigned last.
    package func partitionCount(of topic: String) -> Int32 { counts[topic] ?? 1 }

    mutating func remove(_ partition: TopicPartition) { places[partition] = nil }

    /// Whether a record is to be processed: its partition is owned, and its effects are not yet in the sink.
    ///
    /// A batch can still hold records of a partition that was revoked while it was fetched.
    package func shouldProcess(_ partition: TopicPartition, offset: Int64) -> Bool {
        guard let place = places[partition] else { return false }
        return offset >= place.reading.nextOffset
    }

    /// Which log is read under the partition's name: a part of the place of every record.
    package func generation(of partition: TopicPartition) -> Int64 { places[partition]?.reading.generation ?? 0 }

    /// Numbers the logs of which this batch holds the first record to be seen.
    mutating func number(_ batch: borrowing RecordBatch) {
        guard places.contains(where: \.value.isUnnumbered) else { return }
        batch.forEach { record in
            let partition = TopicPartition(topic: record.topic, partition: record.partition)
            guard var place = places[partition], place.isUnnumbered, record.offset >= place.reading.nextOffset else {
                return
            }
            place.reading.generation = Generation.after(
                place.stored?.generation ?? 0, firstRecord: record.timestampMs)
            place.isUnnumbered = false
            places[partition] = place
        }
    }

    /// Whether these are the stored checkpoints of all owned partitions, as far as this owner knows.
    func believes(in stored: [TopicPartition: Checkpoint]) -> Bool { stored == places.compactMapValues(\.stored) }

    /// Believes in what is stored if that is what this owner has written, although no answer told so; false if somebody else
    /// wrote it.
    mutating func adopt(_ stored: Checkpoint?, of partition: TopicPartition) -> Bool {
        guard let place = places[partition] else { return false }
        if place.stored == stored { return true }
        guard let stored, place.attempt == stored else { return false }
        places[partition] = Place(stored: stored, reading: stored)
        return true
    }

    /// Whether a commit would move something even if the batch held no record.
    func isBeyondCheckpoint(_ ends: [TopicPartition: Int64]) -> Bool {
        places.contains { partition, place in
            let isMoved = place.stored.map { $0.position != place.reading.position } ?? false
            return (isMoved && !place.isUnnumbered) || ends[partition] ?? 0 > place.reading.nextOffset
        }
    }

    /// The compare-and-sets that move every partition behind what a batch holds of it, and behind what it lacks: a
    /// partition whose end was reached moves there, over what the broker does not deliver, and one that begins behind a
    /// hole moves at once.
    ///
    /// - Parameters:
    ///   - part: of the batch, as indices of its records; nil for all of it. The ends lie behind the last record.
    ///   - limits: offsets that are not to be passed.
    package mutating func moves(
        through batch: borrowing RecordBatch, _ part: Range<Int>? = nil, upTo limits: [TopicPartition: Int64] = [:]
    ) -> [TopicPartition: CheckpointMove] {
        let part = part ?? 0..<batch.count
        let ends = part.upperBound == batch.count ? batch.ends : [:]
        var last: [TopicPartition: Int] = [:]
        var partition = TopicPartition(topic: "", partition: -1)
        for index in part {
            batch.withRecord(at: index) { record in
                if record.partition != partition.partition || record.topic != partition.topic {
                    partition = TopicPartition(topic: record.topic, partition: record.partition)
                }
                guard shouldProcess(partition, offset: record.offset), record.offset < limits[partition] ?? .max else {
                    return
                }
                last[partition] = index
            }
        }
        var moves: [TopicPartition: CheckpointMove] = [:]
        for (partition, place) in places {
            var next = place.reading
            if let index = last[partition] {
                batch.withRecord(at: index) { record in
                    next.nextOffset = record.offset + 1
                    next.mark = RecordMark(record)
                }
            }
            next.nextOffset = max(next.nextOffset, min(ends[partition] ?? 0, limits[partition] ?? .max))
            var isUnnumbered = place.isUnnumbered
            if isUnnumbered, next.nextOffset > place.reading.nextOffset {
                // Nothing but what the broker does not deliver.
                next.generation = Generation.after(place.stored?.generation ?? 0, firstRecord: -1)
                isUnnumbered = false
            }
            // A log of which nothing was seen has no number yet, and one without a checkpoint gets it with the first record.
            let isNew = place.stored == nil && next.nextOffset == place.reading.nextOffset
            guard !isUnnumbered, !isNew, next.position != place.stored?.position || next.start != place.stored?.start
            else { continue }
            moves[partition] = CheckpointMove(expected: place.stored, next: next)
            places[partition]?.attempt = next
        }
        return moves
    }

    /// Believes in what a commit stored.
    package mutating func advance(_ moves: [TopicPartition: CheckpointMove]) {
        for (partition, move) in moves where places[partition] != nil {
            places[partition] = Place(stored: move.next, reading: move.next)
        }
    }

    /// What is stored of every owned partition that has a checkpoint.
    var stored: [TopicPartition: Checkpoint] { places.compactMapValues(\.stored) }
}

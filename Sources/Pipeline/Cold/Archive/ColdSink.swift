import Events
import Kafka
import Logging
import Postgres
import Stored
import Streaming

/// Writes batches into the archive: raw rows, daily tables, snapshots and checkpoints in one transaction.
package final class ColdSink: PartitionSink {
    private let configuration: Archiver.Configuration
    private let archive: any ArchiveTransactions
    private let logger: Logger
    private let progress: ArchiveProgress
    private let understanding = RecordUnderstanding()

    package init(
        _ configuration: Archiver.Configuration, archive: any ArchiveTransactions, progress: ArchiveProgress,
        logger: Logger
    ) throws {
        self.configuration = configuration
        self.archive = archive
        self.progress = progress
        self.logger = logger
        try keepMonths()
    }

    package func reconnect() throws { try archive.reconnect() }

    package func forget(_ partitions: [TopicPartition]) {}

    /// Nothing is remembered between batches, and rows of the tables are no one's own: nobody need be kept out.
    package func adopt(_ partitions: [String: Int32]) throws {}

    package func settle(within deadline: Duration) throws -> CommitOutcome { .committed }

    package func idle() throws {
        try keepMonths()
        try archive.tellOpenDeadLettersIfDue()
        try archive.refreshSummaryIfDue()
    }

    /// Before every batch, since a steady load has no idle moment.
    private func keepMonths() throws { try archive.keepMonths(configuration.live(), now: configuration.now()) }

    package func checkpoints(of partitions: [TopicPartition]) throws -> [TopicPartition: Checkpoint] {
        try archive.checkpoints().filter { partitions.contains($0.key) }
    }

    package func process(_ batch: borrowing RecordBatch, owned: inout OwnedPartitions) throws -> CommitOutcome {
        try keepMonths()
        try archive.tellOpenDeadLettersIfDue()
        return try write(batch, 0..<batch.count, &owned)
    }

    /// How a record is kept.
    private enum Form {
        /// As jsonb where it can be.
        case jsonb
        /// As bytes.
        case bytes
        /// As bytes, and nothing that it says: what no column takes.
        case unread(Rejection)
    }

    /// Stores a part of a batch.
    ///
    /// A part in which PostgreSQL refuses a value is stored by halves, down to the one record that holds it: so it costs the
    /// others nothing, whatever the rule was that it broke. Every half is a transaction of its own with its checkpoints, so
    /// that no step is taken twice: at most two for each record, and no more than the depth of the halving for a single one.
    private func write(
        _ batch: borrowing RecordBatch, _ part: Range<Int>, _ owned: inout OwnedPartitions
    ) throws -> CommitOutcome {
        do {
            return try write(batch, part, &owned, as: .jsonb)
        } catch let error as PostgresError where error.isDataError {
            guard part.count > 1 else { return try writeRefused(batch, part, &owned, error) }
            let middle = part.lowerBound + part.count / 2
            for half in [part.lowerBound..<middle, middle..<part.upperBound] {
                guard try write(batch, half, &owned) == .committed else { return .conflict }
            }
            return .committed
        }
    }

    /// Stores the one record that is refused as jsonb.
    private func writeRefused(
        _ batch: borrowing RecordBatch, _ part: Range<Int>, _ owned: inout OwnedPartitions, _ refusal: PostgresError
    ) throws -> CommitOutcome {
        let place = batch.withRecord(at: part.lowerBound) { record in
            let partition = TopicPartition(topic: record.topic, partition: record.partition)
            return RecordOrigin(record, generation: owned.generation(of: partition)).description
        }
        do {
            logger.warning(
                "PostgreSQL refuses a value, archiving the record as bytes",
                metadata: ["record": "\(place)", "error": "\(refusal)"])
            return try write(batch, part, &owned, as: .bytes)
        } catch let error as PostgresError where error.isDataError {
            logger.error(
                "PostgreSQL refuses what a record says, archiving it as bytes without a meaning",
                metadata: ["record": "\(place)", "error": "\(error)"])
            return try write(batch, part, &owned, as: .unread(Rejection(.notStorable, error.message)))
        }
    }

    private func write(
        _ batch: borrowing RecordBatch, _ part: Range<Int>, _ owned: inout OwnedPartitions, as form: Form
    ) throws -> CommitOutcome {
        let moves = owned.moves(through: batch, part)
        guard !moves.isEmpty else { return .committed }
        try archive.makeMonths(of: batch, now: configuration.now())
        let erasures = BatchErasures(batch, part, owned)
        var work = ArchiveBatch()
        var erased = 0
        try archive.begin()
        do {
            erased = try archive.erase(erasures, &work)
            // Before the rows, since it locks: another owner of the same records waits here, and learns that it came too
            // late. From the rows it would learn by one that is there already, which looks like a broken archive.
            guard try move(moves) else {
                archive.rollback()
                return .conflict
            }
            try copy(batch, part, owned, erasures, into: &work, as: form)
            try archive.upsert(&work)
            try archive.commit()
        } catch {
            archive.rollback()
            throw error
        }
        owned.advance(moves)
        tellGaps(moves)
        if !erasures.isEmpty { tell(erasures, records: erased) }
        progress.add(records: work.records, invalid: work.invalid, configuration.live().invalidRecords)
        return .committed
    }

    private func tellGaps(_ moves: [TopicPartition: CheckpointMove]) {
        for (place, move) in moves.sorted(by: { $0.key < $1.key }) {
            guard let gap = move.gap else { continue }
            progress.add(gap: gap, in: place)
            logger.error(
                "records are missing in the archive for good, see \(Tables.gaps)",
                metadata: ["partition": "\(place)", "gap": "\(gap)"])
        }
    }

    private func tell(_ erasures: BatchErasures, records: Int) {
        progress.add(erasures: erasures.items.count)
        for item in erasures.items {
            logger.notice(
                "erased a person's records", metadata: ["erasure": "\(item.erasure.id)", "at": "\(item.origin)"])
        }
        logger.info("archived records deleted by erasures", metadata: ["records": "\(records)"])
    }

    private func copy(
        _ batch: borrowing RecordBatch, _ part: Range<Int>, _ owned: OwnedPartitions, _ erasures: BatchErasures,
        into work: inout ArchiveBatch, as form: Form
    ) throws {
        var place = TopicPartition(topic: "", partition: -1)
        understanding.signatures = configuration.live().signatures
        try archive.copy { write in
            try batch.forEach(in: part) { index, record in
                if record.partition != place.partition || record.topic != place.topic {
                    place = TopicPartition(topic: record.topic, partition: record.partition)
                }
                guard owned.shouldProcess(place, offset: record.offset) else { return }
                work.records += 1
                guard !erasures.erases(record, at: index) else { return work.erased(record) }
                let (meaning, isJSONB) =
                    switch form {
                    case .jsonb: understanding.understand(record, owned, &work)
                    case .bytes: (understanding.understand(record, owned, &work).0, false)
                    case .unread(let rejection): (understanding.refuse(record, rejection, owned, &work), false)
                    }
                if !meaning.names.isEmpty, erasures.erases(record, naming: meaning.names, at: index) {
                    return work.forget(RecordOrigin(record, generation: meaning.generation))
                }
                try write(record, meaning, isJSONB)
            }
        }
    }

    /// Moves every checkpoint from what this owner believes in; false if one is elsewhere.
    private func move(_ moves: [TopicPartition: CheckpointMove]) throws -> Bool {
        for (place, move) in moves.sorted(by: { $0.key < $1.key }) {
            guard try archive.move(place, move) else { return false }
        }
        return true
    }
}

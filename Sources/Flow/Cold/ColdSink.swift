import Events
import Kafka
import Logging
import Postgres
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

    package func settle(within deadline: Duration) throws -> CommitOutcome { .committed }

    package func idle() throws {
        try keepMonths()
        try archive.tellOpenDeadLettersIfDue()
        try archive.refreshSummaryIfDue()
    }

    /// Before every batch, since a steady load has no idle moment.
    private func keepMonths() throws { try archive.keepMonths(configuration.live(), now: configuration.now()) }

    package func isRetriable(_ error: any Error) -> Bool { Self.isRetriable(error) }

    package static func isRetriable(_ error: any Error) -> Bool {
        if let error = error as? KafkaError { return !error.isFatal }
        return (error as? PostgresError)?.isRetriable ?? false
    }

    package func checkpoints(of partitions: [TopicPartition]) throws -> [TopicPartition: Checkpoint] {
        try archive.checkpoints().filter { partitions.contains($0.key) }
    }

    package func process(_ batch: borrowing RecordBatch, owned: inout OwnedPartitions) throws -> CommitOutcome {
        try keepMonths()
        try archive.tellOpenDeadLettersIfDue()
        do {
            return try write(batch, &owned, rawOnly: false)
        } catch let error as PostgresError where error.isDataError {
            // Something passes our check of JSON and not PostgreSQL's: one batch is then kept as bytes alone.
            logger.warning("PostgreSQL refused a value, archiving the batch as bytes", metadata: ["error": "\(error)"])
            return try write(batch, &owned, rawOnly: true)
        }
    }

    private func write(_ batch: borrowing RecordBatch, _ owned: inout OwnedPartitions, rawOnly: Bool) throws
        -> CommitOutcome
    {
        let moves = moves(over: batch, owned)
        guard !moves.isEmpty else { return .committed }
        try archive.makeMonths(of: batch, now: configuration.now())
        let erasures = BatchErasures(batch, owned)
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
            try copy(batch, owned, erasures, into: &work, rawOnly: rawOnly)
            try archive.upsert(&work)
            try archive.commit()
        } catch {
            archive.rollback()
            throw error
        }
        owned.advance(moves)
        if !erasures.isEmpty { tell(erasures, records: erased) }
        progress.add(records: work.records, invalid: work.invalid, configuration.live().invalidRecords)
        return .committed
    }

    private func tell(_ erasures: BatchErasures, records: Int) {
        progress.add(erasures: erasures.items.count)
        for item in erasures.items {
            logger.notice(
                "erased a person's records", metadata: ["erasure": "\(item.erasure.id)", "at": "\(item.origin)"])
        }
        logger.info("archived records deleted by erasures", metadata: ["records": "\(records)"])
    }

    private func moves(
        over batch: borrowing RecordBatch, _ owned: OwnedPartitions
    ) -> [TopicPartition: CheckpointMove] {
        var nextOffsets: [TopicPartition: Int64] = [:]
        var place = TopicPartition(topic: "", partition: -1)
        batch.forEach { record in
            if record.partition != place.partition || record.topic != place.topic {
                place = TopicPartition(topic: record.topic, partition: record.partition)
            }
            if owned.shouldProcess(place, offset: record.offset) { nextOffsets[place] = record.offset + 1 }
        }
        return Dictionary(uniqueKeysWithValues: nextOffsets.map { ($0.key, owned.move($0.key, to: $0.value)) })
    }

    private func copy(
        _ batch: borrowing RecordBatch, _ owned: OwnedPartitions, _ erasures: BatchErasures,
        into work: inout ArchiveBatch, rawOnly: Bool
    ) throws {
        var index = -1
        var place = TopicPartition(topic: "", partition: -1)
        understanding.signatures = configuration.live().signatures
        try archive.copy { write in
            try batch.forEach { record in
                index += 1
                if record.partition != place.partition || record.topic != place.topic {
                    place = TopicPartition(topic: record.topic, partition: record.partition)
                }
                guard owned.shouldProcess(place, offset: record.offset) else { return }
                work.records += 1
                guard !erasures.erases(record, at: index) else { return work.erased(record) }
                let (meaning, isJSONB) = understanding.understand(record, owned, &work)
                try write(record, meaning, isJSONB && !rawOnly)
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

import DailyStore
import Events
import Kafka
import Logging
import Postgres
import Streaming

/// Writes batches into the archive: raw rows, daily tables, snapshots and checkpoints in one transaction.
final class ColdSink: PartitionSink {
    private let configuration: Archiver.Configuration
    private let logger: Logger
    private let progress: ArchiveProgress
    private let understanding = RecordUnderstanding()
    private var connection: PostgresConnection
    private var months: MonthPartitions
    private var retention: ArchiveRetention
    private var summary = SummaryRefresh()

    init(_ configuration: Archiver.Configuration, progress: ArchiveProgress, logger: Logger) throws {
        self.configuration = configuration
        self.progress = progress
        self.logger = logger
        connection = try Self.connect(configuration)
        months = MonthPartitions(ahead: configuration.live().partitionsAheadMonths)
        retention = ArchiveRetention(logger: logger)
        try keepMonths()
    }

    private static func connect(_ configuration: Archiver.Configuration) throws -> PostgresConnection {
        let connection = try PostgresConnection(configuration.postgres)
        do {
            _ = try connection.execute(DailyTables.prepare + RescoreQueue.prepare + SnapshotTables.prepare)
        } catch {
            // 42P01: undefined table.
            guard error.sqlState == "42P01" else { throw error }
            throw SchemaMissing(reason: "\(error)")
        }
        return connection
    }

    func reconnect() throws { connection = try Self.connect(configuration) }

    func forget(_ partitions: [TopicPartition]) {}

    func settle(within deadline: Duration) throws -> CommitOutcome { .committed }

    func idle() throws {
        try keepMonths()
        try summary.refreshIfDue(on: connection)
    }

    /// Costs nothing where nothing is to be made or dropped; before every batch, since a steady load has no idle moment.
    private func keepMonths() throws {
        let (live, now) = (configuration.live(), configuration.now())
        months.ahead = max(1, live.partitionsAheadMonths)
        months.kept = live.retentionMonths
        try months.ensureAhead(on: connection, now: now)
        try retention.dropIfDue(keeping: live.retentionMonths, on: connection, now: now)
    }

    func isRetriable(_ error: any Error) -> Bool { Self.isRetriable(error) }

    static func isRetriable(_ error: any Error) -> Bool {
        if let error = error as? KafkaError { return !error.isFatal }
        return (error as? PostgresError)?.isRetriable ?? false
    }

    func checkpoints(of partitions: [TopicPartition]) throws -> [TopicPartition: Checkpoint] {
        try ArchiveCheckpoints.read(on: connection).filter { partitions.contains($0.key) }
    }

    func process(_ batch: borrowing RecordBatch, owned: inout OwnedPartitions) throws -> CommitOutcome {
        try keepMonths()
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
        try ensureMonths(of: batch)
        let erasures = BatchErasures(batch, owned)
        var work = ArchiveBatch()
        var moves: [TopicPartition: CheckpointMove] = [:]
        var erased = 0
        _ = try connection.execute("BEGIN")
        do {
            erased = try erase(erasures, &work)
            try copy(batch, owned, erasures, into: &work, rawOnly: rawOnly)
            moves = Dictionary(
                uniqueKeysWithValues: work.nextOffsets.map { ($0.key, owned.move($0.key, to: $0.value)) })
            guard !moves.isEmpty, try move(moves) else {
                _ = try connection.execute("ROLLBACK")
                return moves.isEmpty ? .committed : .conflict
            }
            try LateErasures.erase(&work, on: connection)
            if !erasures.isEmpty { try LateErasures.tidy(on: connection) }
            try DailyTables.upsert(work, on: connection)
            try RescoreQueue.enqueue(work, on: connection)
            try SnapshotTables.upsert(work, on: connection)
            _ = try connection.execute("COMMIT")
        } catch {
            if connection.isUsable { _ = try? connection.execute("ROLLBACK") }
            throw error
        }
        owned.advance(moves)
        if !work.snapshots.isEmpty { summary.markChanged() }
        if !erasures.isEmpty { tell(erasures, records: erased) }
        progress.add(records: work.records, invalid: work.invalid, configuration.live().invalidRecords)
        return .committed
    }

    /// Erases what was archived before this batch; before anything is written, since it locks others out.
    private func erase(_ erasures: BatchErasures, _ work: inout ArchiveBatch) throws -> Int {
        guard erasures.hasDerived || !erasures.isEmpty else { return 0 }
        if erasures.isEmpty {
            try ArchiveErasures.share(on: connection)
        } else {
            try ArchiveErasures.lock(on: connection)
        }
        let records = try erasures.items.reduce(0) { try $0 + ErasureTables.erase($1, on: connection) }
        if erasures.hasDerived { work.erasedBefore = try LateErasures.last(beside: erasures, on: connection) }
        return records
    }

    private func tell(_ erasures: BatchErasures, records: Int) {
        summary.markErased()
        progress.add(erasures: erasures.items.count)
        for item in erasures.items {
            logger.notice(
                "erased a person's records", metadata: ["erasure": "\(item.erasure.id)", "at": "\(item.origin)"])
        }
        logger.info("archived records deleted by erasures", metadata: ["records": "\(records)"])
    }

    private func copy(
        _ batch: borrowing RecordBatch, _ owned: OwnedPartitions, _ erasures: BatchErasures,
        into work: inout ArchiveBatch, rawOnly: Bool
    ) throws {
        var index = -1
        var place = TopicPartition(topic: "", partition: -1)
        understanding.signatures = configuration.live().signatures
        try connection.copyIn(RecordColumns.copy) { row in
            try batch.forEach { record in
                index += 1
                if record.partition != place.partition || record.topic != place.topic {
                    place = TopicPartition(topic: record.topic, partition: record.partition)
                }
                guard owned.shouldProcess(place, offset: record.offset) else { return }
                work.nextOffsets[place] = record.offset + 1
                work.records += 1
                guard !erasures.erases(record, at: index) else { return work.erased(record) }
                let (meaning, isJSONB) = understanding.understand(record, owned, &work)
                try RecordColumns.write(record, meaning, &row, isJSONB: isJSONB && !rawOnly)
            }
        }
    }

    private func ensureMonths(of batch: borrowing RecordBatch) throws {
        var months = months
        let now = configuration.now()
        batch.forEach { record in months.need(record.timestampMs, now: now) }
        try months.ensureNeeded(on: connection)
        self.months = months
    }

    /// Moves every checkpoint from what this owner believes in; false if one is elsewhere.
    private func move(_ moves: [TopicPartition: CheckpointMove]) throws -> Bool {
        for (place, move) in moves.sorted(by: { $0.key < $1.key }) {
            let next = PostgresValue.int8(move.next.nextOffset)
            let cluster = move.next.clusterID.map { PostgresValue.text($0) } ?? .null
            let moved: PostgresResult
            if let expected = move.expected {
                moved = try connection.query(
                    """
                    UPDATE archive.checkpoints SET next_offset = $3, cluster_id = $4::text, updated_at = now()
                    WHERE topic = $1 AND partition = $2 AND next_offset = $5 AND cluster_id IS NOT DISTINCT FROM $6::text
                    """,
                    [
                        .text(place.topic), .int4(place.partition), next, cluster, .int8(expected.nextOffset),
                        expected.clusterID.map { .text($0) } ?? .null,
                    ])
            } else {
                moved = try connection.query(
                    """
                    INSERT INTO archive.checkpoints (topic, partition, next_offset, cluster_id)
                    VALUES ($1, $2, $3, $4::text) ON CONFLICT DO NOTHING
                    """,
                    [.text(place.topic), .int4(place.partition), next, cluster])
            }
            guard moved.affectedRows == 1 else { return false }
        }
        return true
    }
}

/// The database is there, but its tables are not.
struct SchemaMissing: Error, CustomStringConvertible {
    let reason: String

    var description: String { "the archive's tables are missing (\(reason)): run \"pulsehub db migrate\" first" }
}

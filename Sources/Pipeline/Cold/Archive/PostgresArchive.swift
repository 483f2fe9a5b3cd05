import Events
import Kafka
import Logging
import Postgres
import Stored
import Streaming

/// The archive in PostgreSQL, over one connection. One owning thread, as its connection has.
final class PostgresArchive: ArchiveTransactions {
    private let configuration: PostgresConfiguration
    private var connection: PostgresConnection
    private var months: MonthPartitions
    private var retention: ArchiveRetention
    private var summary = SummaryRefresh()
    private var openDeadLetters: OpenDeadLetters
    private var changesSnapshots = false
    private var isErasing = false

    init(_ configuration: PostgresConfiguration, monthsAhead: Int, logger: Logger) throws {
        self.configuration = configuration
        connection = try Self.connect(configuration)
        months = MonthPartitions(ahead: monthsAhead)
        retention = ArchiveRetention(logger: logger)
        openDeadLetters = OpenDeadLetters(logger: logger)
    }

    private static func connect(_ configuration: PostgresConfiguration) throws -> PostgresConnection {
        let connection = try PostgresConnection(configuration)
        do {
            _ = try connection.execute(
                DailyTables.prepare + RescoreQueue.prepare + SnapshotTables.prepare + DeadLetterTable.prepare)
        } catch {
            // 42P01: undefined table.
            guard error.sqlState == "42P01" else { throw error }
            throw SchemaMissing(reason: "\(error)")
        }
        return connection
    }

    func reconnect() throws { connection = try Self.connect(configuration) }

    func checkpoints() throws -> [TopicPartition: Checkpoint] { try ArchiveCheckpoints.read(on: connection) }

    func keepMonths(_ live: Archiver.Live, now: Instant) throws {
        months.ahead = max(1, live.partitionsAheadMonths)
        months.kept = live.retentionMonths
        try months.ensureAhead(on: connection, now: now)
        try retention.dropIfDue(keeping: live.retentionMonths, on: connection, now: now)
    }

    func makeMonths(of batch: borrowing RecordBatch, now: Instant) throws {
        var months = months
        batch.forEach { record in months.need(record.timestampMs, now: now) }
        try months.ensureNeeded(on: connection)
        self.months = months
    }

    func tellOpenDeadLettersIfDue() throws { try openDeadLetters.tellIfDue(on: connection) }

    func refreshSummaryIfDue() throws { try summary.refreshIfDue(on: connection) }

    func begin() throws {
        changesSnapshots = false
        _ = try connection.execute("BEGIN")
    }

    func copy(_ body: (Write) throws -> Void) throws {
        try connection.copyIn(RecordColumns.copy) { row in
            try body { record, meaning, isJSONB in
                try RecordColumns.write(record, meaning, &row, isJSONB: isJSONB)
            }
        }
    }

    func move(_ place: TopicPartition, _ move: CheckpointMove) throws -> Bool {
        guard try ArchiveCheckpoints.move(place, move, on: connection) else { return false }
        if let gap = move.gap { try ArchiveGaps.note(gap, in: place, on: connection) }
        return true
    }

    func erase(_ erasures: BatchErasures, _ batch: inout ArchiveBatch) throws -> Int {
        isErasing = !erasures.isEmpty
        guard erasures.hasDerived || isErasing else { return 0 }
        if isErasing {
            try ArchiveErasures.lock(on: connection)
        } else {
            try ArchiveErasures.share(on: connection)
        }
        let records = try erasures.items.reduce(0) { try $0 + ErasureTables.erase($1, on: connection) }
        if erasures.hasDerived { batch.erasedBefore = try LateErasures.last(beside: erasures, on: connection) }
        return records
    }

    func upsert(_ batch: inout ArchiveBatch) throws {
        try LateErasures.erase(&batch, on: connection)
        if isErasing { try LateErasures.tidy(on: connection) }
        try DeadLetterTable.insert(batch.deadLetters, on: connection)
        try DailyTables.upsert(batch, on: connection)
        try RescoreQueue.enqueue(batch, on: connection)
        try SnapshotTables.upsert(batch, on: connection)
        changesSnapshots = !batch.snapshots.isEmpty
    }

    func commit() throws {
        _ = try connection.execute("COMMIT")
        if changesSnapshots { summary.markChanged() }
        if isErasing { summary.markErased() }
    }

    func rollback() {
        // On any connection: a transaction makes it unusable for all but this. What follows on a dead one fails anyway.
        _ = try? connection.execute("ROLLBACK")
    }
}

/// The database is there, but its tables are not.
struct SchemaMissing: Error, CustomStringConvertible {
    let reason: String

    var description: String { "the archive's tables are missing (\(reason)): run \"pulsehub db migrate\" first" }
}

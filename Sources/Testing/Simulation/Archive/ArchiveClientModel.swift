import Cold
import Events
import Kafka
import Postgres
import Streaming

/// An archiver's connection to the simulated PostgreSQL.
final class ArchiveClientModel: ArchiveTransactions {
    private let world: World
    private let process: ProcessModel
    private var life = 0
    private var isBroken = true
    private var transaction: ArchiveModel.Transaction?

    init(_ process: ProcessModel, world: World) throws {
        self.process = process
        self.world = world
        try reconnect()
    }

    func reconnect() throws {
        rollback()
        guard world.touch(process, "connect to PostgreSQL") else { throw Self.death }
        guard world.archive.isUp else { throw PostgresError(.connection, "PostgreSQL is away") }
        life = world.archive.life
        isBroken = false
    }

    func checkpoints() throws -> [TopicPartition: Checkpoint] {
        try touch("read the archive's checkpoints")
        return world.archive.checkpoints
    }

    func keepMonths(_ live: Archiver.Live, now: Instant) throws {}

    func tellOpenDeadLettersIfDue() throws {}

    func makeMonths(of batch: borrowing RecordBatch, now: Instant) throws {}

    func refreshSummaryIfDue() throws {}

    func begin() throws {
        try touch("BEGIN")
        transaction = world.archive.begin(process)
    }

    func copy(_ body: (Write) throws -> Void) throws {
        try touch("COPY")
        guard let transaction else { throw fail("no transaction") }
        var rows: Set<ArchiveModel.Row> = []
        try body { record, meaning, _ in
            let place = TopicPartition(topic: record.topic, partition: record.partition)
            let row = ArchiveModel.Row(
                place: place, offset: record.offset, generation: meaning.generation, timestampMs: record.timestampMs)
            guard rows.insert(row).inserted else {
                throw PostgresError(sqlState: "23505", "one row twice in a COPY")
            }
            check(record, meaning, at: place)
        }
        if case .refused = world.fate() { throw fail("the connection died in a COPY") }
        try world.archive.insert(rows, in: transaction)
    }

    func move(_ place: TopicPartition, _ move: CheckpointMove) throws -> Bool {
        try touch("move \(place)")
        guard let transaction else { throw fail("no transaction") }
        return world.archive.move(place, move, in: transaction)
    }

    /// Nobody is erased in these worlds.
    func erase(_ erasures: BatchErasures, _ batch: inout ArchiveBatch) throws -> Int { 0 }

    func upsert(_ batch: inout ArchiveBatch) throws { try touch("upsert") }

    func commit() throws {
        try touch("COMMIT")
        guard let transaction else { throw fail("no transaction") }
        switch world.fate() {
        case .done: break
        case .refused: throw fail("COMMIT was not sent")
        case .unanswered:
            world.archive.commit(transaction)
            self.transaction = nil
            throw fail("the answer to COMMIT was lost")
        case .late:
            transaction.isCommitting = true
            self.transaction = nil
            world.after(world.dice.number(1...1500)) { [world] in world.archive.commit(transaction) }
            throw fail("no answer to COMMIT in time")
        }
        world.archive.commit(transaction)
        self.transaction = nil
        try touch("answer to COMMIT")
    }

    func rollback() {
        if let transaction { world.archive.end(transaction) }
        transaction = nil
    }

    private static var death: PostgresError { PostgresError(.closed, "the process is dead") }

    private func fail(_ reason: String) -> PostgresError {
        world.note(process.name, "PostgreSQL: \(reason)")
        rollback()
        isBroken = true
        return PostgresError(.connection, reason)
    }

    private func touch(_ what: String) throws {
        guard world.touch(process, what) else {
            rollback()
            throw Self.death
        }
        guard !isBroken, life == world.archive.life, transaction?.isAborted != true else {
            throw fail("the connection is gone")
        }
    }

    /// What is archived is the record, and says whose it is.
    private func check(_ record: borrowing Record, _ meaning: RecordColumns.Meaning, at place: TopicPartition) {
        guard let known = world.log.record(place, record.offset, life: process.source?.life(of: place) ?? 0) else {
            return world.violate("\(place) \(record.offset) was archived and is not in the log")
        }
        var isSame = false
        RecordBatch([known.record]).forEach { original in
            isSame =
                original.value.copied == record.value.copied
                && original.key.copied == record.key.copied
        }
        if !isSame { world.violate("\(place) \(record.offset) was archived with other bytes") }
        if case .event(let event) = known.content, meaning.rejection == nil, meaning.userID != event.subject {
            world.violate("\(place) \(record.offset) was archived as \(meaning.userID ?? "nobody")'s")
        }
        if case .rejected = known.content, meaning.rejection == nil {
            world.violate("\(place) \(record.offset) was archived without its rejection")
        }
    }
}

import Kafka
import Postgres
import Streaming

/// PostgreSQL as the archiver needs it: rows with a key, checkpoints, and transactions that hold both until they end.
final class ArchiveModel {
    /// The primary key of `archive.events`.
    struct Row: Hashable {
        let place: TopicPartition
        let offset: Int64
        let generation: Int64
        let timestampMs: Int64
    }

    /// What a connection has done since BEGIN.
    final class Transaction {
        let process: ProcessModel
        var rows: Set<Row> = []
        var moves: [TopicPartition: CheckpointMove] = [:]
        /// Which of a partition's logs the rows were read from.
        var lives: [TopicPartition: Int] = [:]
        /// The server ended it, and the connection with it.
        var isAborted = false
        /// COMMIT is on its way.
        var isCommitting = false

        init(_ process: ProcessModel) { self.process = process }
    }

    var lineage = Lineage()
    private(set) var checkpoints: [TopicPartition: Checkpoint] = [:]
    private var rows: Set<Row> = []
    private var open: [Transaction] = []
    private unowned let world: World
    private var downUntil: Int64 = 0
    /// Counts restarts: connections do not survive one.
    private(set) var life = 0

    init(world: World) { self.world = world }

    var isUp: Bool { world.isCalm || world.clock >= downUntil }

    /// Whether no transaction is under way.
    var isQuiet: Bool { open.isEmpty }

    func goDown(for milliseconds: Int) {
        world.note("postgres", "is away for \(milliseconds) ms")
        downUntil = world.clock + Int64(milliseconds)
        life += 1
        open = []
    }

    func begin(_ process: ProcessModel) -> Transaction {
        let transaction = Transaction(process)
        open.append(transaction)
        return transaction
    }

    func end(_ transaction: Transaction) { open.removeAll { $0 === transaction } }

    /// The key's index: who finds a row of an unfinished transaction waits for its end.
    func insert(_ new: Set<Row>, in transaction: Transaction) throws {
        settle { !$0.rows.isDisjoint(with: new) && $0 !== transaction }
        guard rows.isDisjoint(with: new) else {
            throw PostgresError(sqlState: "23505", "duplicate key value violates unique constraint")
        }
        transaction.rows.formUnion(new)
    }

    /// An update of the checkpoint's row, which locks it.
    func move(_ place: TopicPartition, _ move: CheckpointMove, in transaction: Transaction) -> Bool {
        settle { $0.moves[place] != nil && $0 !== transaction }
        guard checkpoints[place] == move.expected else { return false }
        transaction.moves[place] = move
        transaction.lives[place] = transaction.process.source?.life(of: place)
        return true
    }

    /// Waits for transactions: one whose COMMIT is on its way ends by it, an idle one is ended by the server's timeout.
    private func settle(_ isInTheWay: (Transaction) -> Bool) {
        for other in open.filter(isInTheWay) {
            if other.isCommitting {
                commit(other)
            } else {
                world.note("postgres", "ends the idle transaction of \(other.process.name)")
                other.isAborted = true
                end(other)
            }
        }
    }

    func commit(_ transaction: Transaction) {
        guard open.contains(where: { $0 === transaction }) else { return }
        end(transaction)
        let moves = transaction.moves.sorted { $0.key < $1.key }
        world.note(
            transaction.process.name, "the archive holds \(moves.map { "\($0.key) \($0.value.next.nextOffset)" })")
        check(transaction, moves)
        rows.formUnion(transaction.rows)
        for (place, move) in moves {
            checkpoints[place] = move.next
        }
    }

    /// Each commit takes the archive from one place to another, and brings every record between them, once.
    private func check(_ transaction: Transaction, _ moves: [(key: TopicPartition, value: CheckpointMove)]) {
        var expected: Set<Row> = []
        for (place, move) in moves {
            let life = transaction.lives[place] ?? 0
            let generation = move.next.generation
            guard lineage.note(place, generation: generation, life: life) else {
                return world.violate("\(generation) numbers two logs of \(place)")
            }
            let step = CheckpointStep(place, from: checkpoints[place], to: move.next, life: life, lineage: lineage)
            if let fault = step.fault(in: world.log) { return world.violate("the archive: \(fault)") }
            for offset in step.offsets {
                guard let record = world.log.record(place, offset, life: life)?.record else { continue }
                expected.insert(
                    Row(place: place, offset: offset, generation: generation, timestampMs: record.timestampMs))
            }
            guard checkpoints[place] == move.expected else {
                return world.violate("\(transaction.process.name) moved a checkpoint of \(place) that it did not know")
            }
            guard transaction.isCommitting || transaction.process.source?.holds(place) == true else {
                return world.violate("\(transaction.process.name) wrote to \(place) after it was revoked")
            }
        }
        if expected != transaction.rows {
            let missing = expected.subtracting(transaction.rows).count
            let surplus = transaction.rows.subtracting(expected).count
            world.violate("a commit to the archive lacks \(missing) rows and has \(surplus) too many")
        }
    }
}

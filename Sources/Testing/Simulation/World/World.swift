import Events
import Kafka
import Streaming

/// A whole PulseHub in one thread: log, stores, processes and time, driven by one seed.
///
/// Processes take turns. Where one touches the world, the others may go on for a while before it continues, as if it had
/// been frozen there; so their moves interleave like brackets, which is every order that a compare-and-set can tell apart.
final class World {
    var dice: Dice
    let journal: Journal
    let plan: FaultPlan
    let injection: Injection
    let live = LiveState()
    private(set) lazy var log = LogModel(world: self)
    private(set) lazy var redis = RedisModel(world: self)
    private(set) lazy var archive = ArchiveModel(world: self)
    private(set) var groups: [ProcessKind: GroupModel] = [:]
    private(set) var processes: [ProcessModel] = []
    /// The first promise that was broken; nothing after it counts.
    private(set) var violation: String?
    /// Set for the end: no faults, no new records, all processes up.
    private(set) var isCalm = false
    private var everyone: [ProcessModel] = []
    private var timers: [(due: Int64, body: () -> Void)] = []
    var clients: Clients
    private var births = 0
    private var growths: [String: (before: Int32, told: Int64)] = [:]
    /// How many processes are frozen, one inside the other's pause.
    private(set) var depth = 0

    init(seed: UInt64, injection: Injection, journal: Journal) {
        dice = Dice(seed: seed)
        plan = FaultPlan(&dice)
        self.injection = injection
        self.journal = journal
        clients = Clients(&dice)
        for kind in ProcessKind.allCases {
            groups[kind] = GroupModel(world: self, topics: kind.topics)
            for _ in 0..<2 { begin(kind) }
        }
    }

    /// Milliseconds since the world began.
    var clock: Int64 { live.clock }

    func note(_ who: String, _ what: @autoclosure () -> String) { journal.note(who, what()) }

    /// A promise was broken.
    func violate(_ what: String) {
        guard violation == nil else { return }
        violation = what
        note("checker", what)
    }

    func after(_ milliseconds: Int, _ body: @escaping () -> Void) {
        timers.append((clock + Int64(milliseconds), body))
    }

    /// Lets everything happen that is planned, and then some, until the log is at its end and everybody has read it.
    func run() {
        while violation == nil, !clients.isDone { tick() }
        isCalm = true
        note("world", "calm")
        for process in processes { process.isStopRequested = false }
        for _ in 0..<3000 where violation == nil {
            tick()
            if isSettled { break }
        }
        if violation == nil, !isSettled { violate("not caught up although nothing goes wrong any more: \(standing)") }
        if violation == nil { redis.checker.checkAll() }
        for process in everyone { process.end() }
        timers = []
    }

    /// Some time passes, and one process takes a turn.
    func tick() {
        advance(dice.number(1...30))
        if !isCalm { disturb() }
        clients.act(self)
        let ready = processes.filter { !$0.isTakingTurn }
        if let process = dice.pick(ready) { process.takeTurn() }
        processes.removeAll { $0.isGone && !$0.isTakingTurn }
    }

    /// Somebody waits; the others do not.
    func pass(_ milliseconds: Int64, unless isOver: () -> Bool) {
        let end = clock + milliseconds
        while clock < end, !isOver(), violation == nil {
            if depth < FaultPlan.depthMax { nested { tick() } } else { advance(Int(min(end - clock, 30))) }
        }
    }

    /// A process is about to touch the world: it may die here, or be frozen for a while.
    ///
    /// - Returns: false when the process is dead, and must notice.
    func touch(_ process: ProcessModel, _ what: String) -> Bool {
        guard !process.isDead else { return false }
        guard !isCalm, violation == nil else { return violation == nil }
        if dice.chance(plan.crash) {
            note(process.name, "dies before: \(what)")
            process.die()
            return false
        }
        if depth < FaultPlan.depthMax, dice.chance(plan.freeze) {
            note(process.name, "freezes before: \(what)")
            if dice.chance(plan.expulsion) { process.source?.expel() }
            let turns = dice.number(1...12)
            nested { for _ in 0..<turns where violation == nil { tick() } }
            note(process.name, "goes on: \(what)")
        }
        return !process.isDead
    }

    private func nested(_ body: () -> Void) {
        depth += 1
        body()
        depth -= 1
    }

    private func advance(_ milliseconds: Int) {
        live.advance(Int64(milliseconds))
        journal.tell(clock)
        let due = timers.filter { $0.due <= clock }
        timers.removeAll { $0.due <= clock }
        for timer in due { timer.body() }
    }

    /// A new process of this kind, now.
    func begin(_ kind: ProcessKind) {
        births += 1
        let process = ProcessModel(kind, number: births, world: self)
        processes.append(process)
        everyone.append(process)
    }

    /// How many partitions a topic has, as the broker that was asked knows.
    func knownPartitions(of topic: String) -> Int32 {
        let count = log.partitions[topic] ?? 1
        guard let growth = growths[topic], clock < growth.told, dice.chance(500) else { return count }
        return growth.before
    }

    /// One more partition; brokers learn of it one after the other, and so does the group.
    func grow(_ topic: String) {
        note("log", "\(topic) gets one more partition")
        growths[topic] = (log.partitions[topic] ?? 1, clock + Int64(dice.number(0...400)))
        log.grow(topic)
        for kind in ProcessKind.allCases { after(dice.number(0...600)) { [self] in groups[kind]?.shuffle() } }
    }

    private var isSettled: Bool {
        log.ends.allSatisfy { place, end in
            // A topic that was made again and is empty gives nobody a reason to move.
            if end == 0 { return true }
            return
                (!ProcessKind.hot.topics.contains(place.topic)
                || isAtEnd(redis.checkpoint(of: place), place, redis.lineage))
                && isAtEnd(archive.checkpoints[place], place, archive.lineage)
        }
    }

    private func isAtEnd(_ checkpoint: Checkpoint?, _ place: TopicPartition, _ lineage: Lineage) -> Bool {
        // Of a log that holds nothing nobody need know how far it was read.
        guard let checkpoint else { return log.low(of: place) == log.end(of: place) }
        return checkpoint.nextOffset == log.end(of: place)
            && lineage.life(of: place, generation: checkpoint.generation) == log.life(of: place)
    }

    private var standing: String {
        log.ends.sorted { $0.key < $1.key }.map { place, end in
            "\(place) ends at \(end), Redis \(redis.checkpoint(of: place)?.nextOffset ?? 0), "
                + "archive \(archive.checkpoints[place]?.nextOffset ?? 0)"
        }.joined(separator: "; ")
    }
}

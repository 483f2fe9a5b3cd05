import Cold
import Events
import Hot
import Kafka
import Logging
import Postgres
import Redis
import Streaming

/// What a process is.
enum ProcessKind: String, CaseIterable {
    case hot, cold

    var topics: [String] { self == .hot ? StreamProcessor.topics : Topics.all }
}

/// One life of one process: the production loop and sink, in a simulated world.
final class ProcessModel {
    /// What whoever is dead gets to hear from everything it touches; nothing retries it.
    static let death = KafkaError(.closed, reason: "the process is dead", isFatal: true)

    let name: String
    let kind: ProcessKind
    private(set) var isDead = false
    private(set) var isGone = false
    private(set) var isTakingTurn = false
    var isStopRequested = false
    private(set) var source: SourceModel?
    private unowned let world: World
    private var loop: SinkLoop?

    init(_ kind: ProcessKind, number: Int, world: World) {
        self.kind = kind
        self.world = world
        name = "\(kind.rawValue)-\(number)"
        let logger = world.journal.logger(name)
        loop = SinkLoop(reading, host: self, logger: logger) { [unowned self] in
            switch kind {
            case .hot: try hotSink(logger)
            case .cold: try coldSink(logger)
            }
        }
    }

    /// One step of the production loop.
    func takeTurn() {
        guard !isDead, let loop else { return }
        isTakingTurn = true
        defer { isTakingTurn = false }
        do {
            if isStopRequested {
                try loop.finish()
                if !isDead { depart() }
            } else {
                try loop.step()
            }
        } catch {
            guard !isDead else { return }
            world.violate("\(name) ended by itself: \(error)")
        }
    }

    /// From here on nothing that it does has an effect.
    func die() {
        guard !isDead, !isGone else { return }
        isDead = true
        // The group notices when the session times out.
        world.after(world.dice.number(50...1000)) { [self] in
            source?.expel()
            source = nil
        }
        depart()
    }

    private func depart() {
        isGone = true
        world.after(world.dice.number(10...500)) { [world, kind] in world.begin(kind) }
    }

    /// Lets go of everything.
    func end() {
        isDead = true
        source = nil
        loop = nil
    }

    private var reading: SinkRunner.Configuration {
        let limit = kind == .hot ? 8 : 12
        return SinkRunner.Configuration(
            group: kind.rawValue, topics: kind.topics, properties: KafkaProperties(), drainDeadline: .seconds(1),
            restartsOnTopicReset: true, batch: { BatchLimits(records: limit, wait: .milliseconds(20)) })
    }

    private func hotSink(_ logger: Logger) throws -> HotSink {
        let live = world.live
        // Fewer than there are users, so that some are forgotten and read again.
        let configuration = StreamProcessor.Configuration(
            reading: reading, redis: RedisConfiguration(host: "simulated", port: 1),
            memory: .init(users: 3, bytes: 1 << 20, waitingInsights: 3), emitTimeout: .seconds(1),
            live: {
                StreamProcessor.Live(
                    terms: live.terms, activityInterval: live.activityInterval, invalidRecords: [:],
                    signatures: .none)
            })
        let (world, process) = (world, self)
        let surroundings = HotSurroundings(
            connect: { () throws(RedisError) in
                world.injection.wrap(try RedisClientModel(process, world: world))
            },
            outlet: OutletModel(process: self, world: world), now: { [unowned self] in now })
        return try HotSink(configuration, in: surroundings, progress: HotProgress(), logger: logger)
    }

    private func coldSink(_ logger: Logger) throws -> ColdSink {
        let live = world.live
        let configuration = Archiver.Configuration(
            reading: reading, postgres: PostgresConfiguration(connectionString: ""),
            now: { live.now },
            live: {
                Archiver.Live(partitionsAheadMonths: 1, retentionMonths: 0, invalidRecords: [:], signatures: .none)
            })
        return try ColdSink(
            configuration, archive: try ArchiveClientModel(self, world: world),
            progress: ArchiveProgress(), logger: logger)
    }
}

extension ProcessModel: SinkHost {
    private static let start = ContinuousClock.now

    var isStopping: Bool { isDead || isStopRequested || world.violation != nil }

    var now: ContinuousClock.Instant { Self.start.advanced(by: .milliseconds(world.clock)) }

    func join(_ configuration: SinkRunner.Configuration, _ handlers: Consumer.Handlers) throws -> any RecordSource {
        guard let group = world.groups[kind], world.touch(self, "join") else { throw Self.death }
        let source = SourceModel(self, group, handlers, world: world)
        self.source = source
        return source
    }

    func rest(_ pause: Duration) {
        world.pass(Int64(pause / .milliseconds(1))) { [self] in isStopping }
    }

    func tell(_ state: SinkState) {}

    func takeStandstill() -> Standstill? { nil }
}

import Kafka
import Streaming

/// A process's membership in its group, and its fetches.
final class SourceModel: RecordSource {
    private unowned let world: World
    private let process: ProcessModel
    private let group: GroupModel
    private let handlers: Consumer.Handlers
    private var positions: [TopicPartition: Int64] = [:]
    /// Which of a partition's logs is read.
    private var lives: [TopicPartition: Int] = [:]
    /// Partitions that are read no more, since their next offset lay outside the log; told once.
    private var stalled: Set<TopicPartition> = []
    /// The group took this member out; it may not have noticed.
    private var isExpelled = false
    private var isClosed = false

    init(_ process: ProcessModel, _ group: GroupModel, _ handlers: Consumer.Handlers, world: World) {
        self.world = world
        self.process = process
        self.group = group
        self.handlers = handlers
        group.join(self)
    }

    /// The session timed out.
    func expel() {
        guard !isExpelled, !isClosed else { return }
        world.note(process.name, "is taken out of the group")
        isExpelled = true
        group.remove(self)
    }

    /// Delivers again what was delivered before.
    func repeatSome() {
        guard let place = world.dice.pick(positions.keys.sorted()), let position = positions[place] else { return }
        positions[place] = min(position, max(world.log.low(of: place), position - Int64(world.dice.number(1...5))))
    }

    /// Whether the process was given the partition and was not told otherwise since.
    func holds(_ place: TopicPartition) -> Bool { positions[place] != nil }

    func life(of place: TopicPartition) -> Int { lives[place] ?? 0 }

    /// Partitions whose topic was made again since.
    private var outdated: [TopicPartition] {
        positions.keys.filter { lives[$0] != world.log.life(of: $0) }.sorted()
    }

    func poll(max: Int, timeout: Duration) throws -> RecordBatch {
        try touch("poll")
        try rebalance()
        let (records, errors, ends) = fetch(upTo: world.dice.number(1...max))
        try touch("batch of \(records.count)")
        return RecordBatch(records, errors: errors, ends: ends)
    }

    func watermarks(of place: TopicPartition, timeout: Duration) throws -> (low: Int64, high: Int64) {
        try touch("watermarks")
        return (world.log.low(of: place), world.log.end(of: place))
    }

    func partitionCount(of topic: String, timeout: Duration) throws -> Int32 { world.knownPartitions(of: topic) }

    func clusterID(timeout: Duration) -> String? { "simulated" }

    func commit(_ offsets: [TopicPartition: CommittedOffset]) throws {
        guard !isExpelled else { return }
        group.commit(offsets.filter { lives[$0.key] == world.log.life(of: $0.key) })
    }

    func committed(of places: [TopicPartition], timeout: Duration) throws -> [TopicPartition: CommittedOffset] {
        try touch("committed offsets")
        return places.reduce(into: [:]) { $0[$1] = group.committed(of: $1) }
    }

    func close() {
        guard !isClosed, !process.isDead else { return }
        revoke(positions.keys.sorted(), lost: isExpelled)
        isClosed = true
        if !isExpelled { group.remove(self) }
    }

    private func touch(_ what: String) throws {
        guard world.touch(process, what) else { throw ProcessModel.death }
    }

    private func rebalance() throws {
        if isExpelled {
            // A zombie fetches on for a while.
            guard world.isCalm || world.dice.chance(300) else { return }
            revoke(positions.keys.sorted(), lost: true)
            isExpelled = false
            group.join(self)
        }
        // A topic that was away for longer than a look at the metadata takes is revoked; else its reader is told that it
        // stands outside the log. A reader whose offset the new log has reached already is told nothing, which only a
        // look at the log by time finds out; so that does not happen here.
        let away = outdated.filter {
            !stalled.contains($0) && (world.log.end(of: $0) >= positions[$0] ?? 0 || world.dice.chance(300))
        }
        let revoked = Set(group.revoked(from: self) + away).sorted()
        if !revoked.isEmpty { revoke(revoked, lost: false) }
        guard !isExpelled, !process.isDead else { return }
        let given = group.assign(to: self)
        guard !given.isEmpty else { return }
        world.note(process.name, "is given \(given)")
        for place in given {
            lives[place] = world.log.life(of: place)
            stalled.remove(place)
        }
        let starts: [TopicPartition: Consumer.StartOffset]
        do { starts = try handlers.onAssign(given) } catch {
            throw KafkaError(.handlerFailed, reason: "\(error)", underlying: error)
        }
        for (place, start) in starts { if case .at(let offset) = start { positions[place] = offset } }
    }

    private func revoke(_ places: [TopicPartition], lost: Bool) {
        world.note(process.name, "gives up \(places)\(lost ? ", lost" : "")")
        handlers.onRevoke(places, lost)
        guard !process.isDead else { return }
        for place in places {
            positions[place] = nil
            if !isExpelled, group.owner(of: place) === self { group.giveUp(place) }
        }
    }

    /// In the order of offsets within a partition; partitions come as they like.
    private func fetch(
        upTo max: Int
    ) -> (records: [HeldRecord], errors: [KafkaError], ends: [TopicPartition: Int64]) {
        var batch: [HeldRecord] = []
        var errors: [KafkaError] = []
        var ends: [TopicPartition: Int64] = [:]
        var places = positions.keys.filter { !stalled.contains($0) }.sorted()
        // Whoever stands outside a log is told at once.
        for place in places where !isInside(place) {
            world.note(process.name, "stands outside the log of \(place)")
            stalled.insert(place)
            if world.injection != .resetUnheard { errors.append(KafkaError(.offsetReset, partition: place)) }
        }
        places.removeAll(where: stalled.contains)
        while !places.isEmpty, batch.count < max {
            let place = places.remove(at: world.dice.number(0...(places.count - 1)))
            // Some arrive later.
            if !world.isCalm, world.dice.chance(200) { continue }
            let position = positions[place] ?? 0
            let (records, next) = world.log.records(of: place, from: position, limit: max - batch.count)
            batch += records
            positions[place] = next
            if next == world.log.end(of: place), world.injection != .endsUnheard { ends[place] = next }
        }
        return (batch, errors, ends)
    }

    private func isInside(_ place: TopicPartition) -> Bool {
        lives[place] == world.log.life(of: place)
            && (world.log.low(of: place)...world.log.end(of: place)).contains(positions[place] ?? 0)
    }
}

import CoreMetrics
import Events
import Kafka
import Logging
import Observability
import Profiles
import Redis
import Streaming

/// Folds batches into live profiles in Redis: profile writes and checkpoints in one compare-and-set.
///
/// What it emits is acknowledged by the broker before the checkpoint commits, so it is at least once.
package final class HotSink: PartitionSink {
    private let configuration: StreamProcessor.Configuration
    private let logger: Logger
    private let surroundings: HotSurroundings
    let redis: ProfileRedis
    let fence: PartitionFence
    private let reader = RecordReader()
    var wellness: LRUCache<WellnessProfile>
    var activity: LRUCache<ActivityProfile>
    var throttle: ActivityThrottle
    private var eviction: EvictionWatch
    private let progress: HotProgress
    /// Lost profiles that were told in the log.
    private var told = Told()

    package init(
        _ configuration: StreamProcessor.Configuration, in surroundings: HotSurroundings, progress: HotProgress,
        logger: Logger
    ) throws {
        self.configuration = configuration
        self.surroundings = surroundings
        self.progress = progress
        self.logger = logger
        redis = try ProfileRedis(surroundings.connect)
        fence = PartitionFence(redis)
        eviction = EvictionWatch(redis)
        try eviction.check(now: surroundings.now())
        let memory = configuration.memory
        wellness = LRUCache(capacity: memory.users, bytes: memory.bytes) { $0.bytesInMemory }
        activity = LRUCache(capacity: memory.users, bytes: memory.bytes) { $0.bytesInMemory }
        throttle = ActivityThrottle(
            interval: configuration.live().activityInterval, capacity: memory.waitingInsights)
    }

    package func checkpoints(of partitions: [TopicPartition]) throws -> [TopicPartition: Checkpoint] {
        try redis.checkpoints(of: partitions)
    }

    package func adopt(_ partitions: [String: Int32]) throws {
        for (topic, count) in partitions.sorted(by: { $0.key < $1.key }) {
            guard try fence.adopt(topic, partitions: count, now: surroundings.now()) else { continue }
            // Whoever moved may have been written by another owner since.
            if topic == Topics.activity { activity.removeAll() } else { wellness.removeAll() }
        }
    }

    package func process(_ batch: borrowing RecordBatch, owned: inout OwnedPartitions) throws -> CommitOutcome {
        let live = configuration.live()
        let terms = live.terms
        throttle.interval = live.activityInterval
        let work = sort(batch, owned, live.signatures, HotBatch(policies: live.invalidRecords))
        let moves = owned.moves(through: batch, upTo: work.stops).sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        guard !moves.isEmpty else { return try settleStop(of: work) }
        try eviction.checkIfDue(now: surroundings.now())
        guard let loaded = try load(work, moves) else { return .conflict }
        tell(loaded)
        var writes: [ExactText: [StateField]] = [:]
        var insights: [Insight] = []
        let tooLate = foldWellness(work, loaded, terms, &writes, &insights)
        foldActivity(work, loaded, terms, &writes)
        for (user, fields) in loaded.erased { writes[user] = fields.replaced(by: writes[user] ?? []) }
        let now = surroundings.now()
        let activityInsights = throttle.due(now: now)
        try emit(work.outgoing + work.erasureTombstones + (insights + activityInsights).map(Outgoing.insight))
        throttle.sent(activityInsights, now: now)
        let outcome = try timed(progress.commitDuration) {
            try redis.commit(
                moves, writes.map { ProfileRedis.Write(userID: $0.key.text, fields: $0.value) }, people(work, loaded))
        }
        guard outcome == .committed else { return outcome }
        owned.advance(Dictionary(uniqueKeysWithValues: moves))
        wellness.trim()
        activity.trim()
        progress.add(work.counts, tooLate: tooLate, usersWritten: writes.count)
        if tooLate > 0 {
            logger.info(
                "rows too late for the live profile, their dates are rescored from the daily tables",
                metadata: ["tooLate": "\(tooLate)", "tooLateSinceStart": "\(progress.counts.tooLate)"])
        }
        return try settleStop(of: work)
    }

    /// Where a partition is not to be read on, nothing is left to do but to stop.
    private func settleStop(of work: HotBatch) throws -> CommitOutcome {
        guard let stop = work.stop else { return .committed }
        _ = try settle(within: configuration.emitTimeout)
        throw stop
    }

    package func settle(within deadline: Duration) throws -> CommitOutcome {
        let waiting = throttle.all
        try emit(waiting.map(Outgoing.insight), deadline: min(deadline, configuration.emitTimeout))
        throttle.sent(waiting, now: surroundings.now())
        return .committed
    }

    package func idle() throws {
        try eviction.checkIfDue(now: surroundings.now())
        let due = throttle.due(now: surroundings.now())
        guard !due.isEmpty else { return }
        try emit(due.map(Outgoing.insight))
        throttle.sent(due, now: surroundings.now())
    }

    package var nextWork: ContinuousClock.Instant? { throttle.nextDue }

    package func forget(_ partitions: [TopicPartition]) {
        wellness.forget(partitions: Set(partitions.filter { $0.topic == Topics.wellness }.map(\.partition)))
        activity.forget(partitions: Set(partitions.filter { $0.topic == Topics.activity }.map(\.partition)))
        // What waits in the throttle stays: its changes are stored and would be told by nobody else. If the partition
        // has another owner by now, readers drop it by its origin.
    }

    package func reconnect() throws { try redis.reconnect() }

    private func sort(
        _ batch: borrowing RecordBatch, _ owned: OwnedPartitions, _ signatures: SignaturePolicy, _ empty: HotBatch
    ) -> HotBatch {
        var work = empty
        var place = TopicPartition(topic: "", partition: -1)
        var generation: Int64 = 0
        batch.forEach { record in
            if record.partition != place.partition || record.topic != place.topic {
                place = TopicPartition(topic: record.topic, partition: record.partition)
                generation = owned.generation(of: place)
            }
            guard owned.shouldProcess(place, offset: record.offset) else { return }
            let origin = RecordOrigin(record, generation: generation)
            let content = reader.read(record, signatures)
            work.add(record, content, at: origin, partitions: owned.partitionCount(of: place.topic))
        }
        return work
    }

    /// Returns how many rows came too late.
    private func foldWellness(
        _ work: HotBatch, _ loaded: LoadedProfiles, _ terms: WellnessProfile.Terms,
        _ writes: inout [ExactText: [StateField]],
        _ insights: inout [Insight]
    ) -> Int {
        var tooLate = 0
        for (user, events) in work.wellness where !loaded.isLost(user, of: Topics.wellness) {
            guard var profile = wellness.take(user) else { continue }
            if let outcome = WellnessFold.apply(events, of: user.text, to: &profile, terms: terms) {
                writes[user, default: []] += outcome.fields
                // All of it where Redis has lost what was written before.
                if loaded.isToBeRestored(user, of: Topics.wellness) { writes[user]?.merge(profile.stateFields()) }
                insights.append(outcome.insight)
                tooLate += outcome.tooLate
            }
            wellness.insert(user, profile, partition: events.origin.partition)
        }
        return tooLate
    }

    private func foldActivity(
        _ work: HotBatch, _ loaded: LoadedProfiles, _ terms: WellnessProfile.Terms,
        _ writes: inout [ExactText: [StateField]]
    ) {
        for (user, events) in work.activity where !loaded.isLost(user, of: Topics.activity) {
            guard var profile = activity.take(user) else { continue }
            let changed = events.events.reduce(false) { profile.apply($1) || $0 }
            if changed {
                let document = profile.document()
                writes[user, default: []] += [
                    StateField(ProfileDocument.activity.rawValue, document), profile.state,
                ]
                throttle.offer(
                    Insight(
                        userID: user.text, origin: events.origin, time: events.timestamp,
                        documents: [(.activity, document)], configCommit: terms.configCommit))
            }
            activity.insert(user, profile, partition: events.origin.partition)
        }
    }

    private func tell(_ loaded: LoadedProfiles) {
        progress.add(lost: loaded.lost, restored: loaded.restored)
        for (topic, users) in loaded.lost {
            for user in users where told.insert(LostProfile(topic: topic, user: user)) {
                logger.error(
                    "Redis has lost a profile: the person's events are archived and not folded",
                    metadata: ["user": "\(user)", "topic": "\(topic)", "cure": "pulsehub rebuild --user \(user)"])
            }
        }
        for (topic, users) in loaded.restored {
            logger.warning(
                "Redis had lost profiles that were still remembered here, and holds them again",
                metadata: ["topic": "\(topic)", "users": "\(users.map(\.text).sorted().prefix(10))"])
        }
    }

    private func emit(_ records: [ProducerRecord], deadline: Duration? = nil) throws {
        guard !records.isEmpty else { return }
        try timed(progress.acknowledgementDuration) {
            try surroundings.outlet.deliver(records, deadline: deadline ?? configuration.emitTimeout)
        }
    }

    /// A failure takes its time as well.
    private func timed<Value>(_ timer: CoreMetrics.Timer, _ body: () throws -> Value) rethrows -> Value {
        let start = surroundings.now()
        defer { timer.add(surroundings.now() - start) }
        return try body()
    }
}

import Events
import Kafka
import Logging
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
    private let redis: ProfileRedis
    private let reader = RecordReader()
    private var wellness: LRUCache<WellnessProfile>
    private var activity: LRUCache<ActivityProfile>
    private var throttle: ActivityThrottle
    private let progress: HotProgress

    package init(
        _ configuration: StreamProcessor.Configuration, in surroundings: HotSurroundings, progress: HotProgress,
        logger: Logger
    ) throws {
        self.configuration = configuration
        self.surroundings = surroundings
        self.progress = progress
        self.logger = logger
        redis = try ProfileRedis(surroundings.connect)
        let memory = configuration.memory
        wellness = LRUCache(capacity: memory.users, bytes: memory.bytes) { $0.bytesInMemory }
        activity = LRUCache(capacity: memory.users, bytes: memory.bytes) { $0.bytesInMemory }
        throttle = ActivityThrottle(
            interval: configuration.live().activityInterval, capacity: memory.waitingInsights)
    }

    package func checkpoints(of partitions: [TopicPartition]) throws -> [TopicPartition: Checkpoint] {
        try redis.checkpoints(of: partitions)
    }

    package func process(_ batch: borrowing RecordBatch, owned: inout OwnedPartitions) throws -> CommitOutcome {
        let live = configuration.live()
        let terms = live.terms
        throttle.interval = live.activityInterval
        let work = sort(batch, owned, live.signatures, HotBatch(policies: live.invalidRecords))
        let moves = work.nextOffsets.map { ($0.key, owned.move($0.key, to: $0.value)) }.sorted { $0.0 < $1.0 }
        guard !moves.isEmpty else { return .committed }
        guard let erased = try load(work, moves) else { return .conflict }
        var writes: [ExactText: [StateField]] = [:]
        var insights: [Insight] = []
        let tooLate = foldWellness(work, terms, &writes, &insights)
        foldActivity(work, terms, &writes)
        for (user, fields) in erased { writes[user] = fields.replaced(by: writes[user] ?? []) }
        let now = surroundings.now()
        let activityInsights = throttle.due(now: now)
        try emit(work.outgoing + work.erasureTombstones + (insights + activityInsights).map(Outgoing.insight))
        throttle.sent(activityInsights, now: now)
        let outcome = try redis.commit(
            moves, writes.map { ProfileRedis.Write(userID: $0.key.text, fields: $0.value) })
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
        if let stop = work.stop {
            _ = try settle(within: configuration.emitTimeout)
            throw stop
        }
        return .committed
    }

    package func settle(within deadline: Duration) throws -> CommitOutcome {
        let waiting = throttle.all
        try emit(waiting.map(Outgoing.insight), deadline: min(deadline, configuration.emitTimeout))
        throttle.sent(waiting, now: surroundings.now())
        return .committed
    }

    package func idle() throws {
        let due = throttle.due(now: surroundings.now())
        guard !due.isEmpty else { return }
        try emit(due.map(Outgoing.insight))
        throttle.sent(due, now: surroundings.now())
    }

    package func forget(_ partitions: [TopicPartition]) {
        wellness.forget(partitions: Set(partitions.filter { $0.topic == Topics.wellness }.map(\.partition)))
        activity.forget(partitions: Set(partitions.filter { $0.topic == Topics.activity }.map(\.partition)))
        // What waits in the throttle stays: its changes are stored and would be told by nobody else. If the partition
        // has another owner by now, readers drop it by its origin.
    }

    package func reconnect() throws { try redis.reconnect() }

    package func isRetriable(_ error: any Error) -> Bool { Self.isRetriable(error) }

    package static func isRetriable(_ error: any Error) -> Bool {
        if let error = error as? RedisError { return error.isRetriable }
        if let error = error as? KafkaError { return !error.isFatal }
        return error is PartitionBeingRebuilt
    }

    private func sort(
        _ batch: borrowing RecordBatch, _ owned: OwnedPartitions, _ signatures: SignaturePolicy, _ empty: HotBatch
    ) -> HotBatch {
        var work = empty
        var place = TopicPartition(topic: "", partition: -1)
        batch.forEach { record in
            if record.partition != place.partition || record.topic != place.topic {
                place = TopicPartition(topic: record.topic, partition: record.partition)
            }
            guard owned.shouldProcess(place, offset: record.offset) else { return }
            let content = reader.read(record, signatures)
            work.add(record, content, in: place, partitions: owned.partitionCount(of: place.topic))
        }
        return work
    }

    /// Begins the compare-and-set and reads the state of users that are not remembered; nil on a conflict.
    ///
    /// - Returns: what Redis holds of the folds that are erased, since all of it must go by name.
    private func load(
        _ work: HotBatch, _ moves: [(TopicPartition, CheckpointMove)]
    ) throws -> [ExactText: ErasedFields]? {
        let wellnessUsers = work.wellness.filter { $1.erasure != nil || !wellness.contains($0) }.map(\.key)
        let activityUsers = work.activity.filter { $1.erasure != nil || !activity.contains($0) }.map(\.key)
        guard let hashes = try redis.begin(moves, loading: (wellnessUsers + activityUsers).map(\.text)) else {
            return nil
        }
        var erased: [ExactText: ErasedFields] = [:]
        for (user, fields) in zip(wellnessUsers, hashes) {
            guard let events = work.wellness[user] else { continue }
            if events.erasure != nil { erased[user, default: .init()].add(fields.map(\.name), of: .wellness) }
            let kept = events.erasure == nil ? fields : []
            let profile = try readable(user.text) { try WellnessProfile(fields: kept) }
            wellness.insert(user, profile, partition: events.origin.partition)
        }
        for (user, fields) in zip(activityUsers, hashes.dropFirst(wellnessUsers.count)) {
            guard let events = work.activity[user] else { continue }
            if events.erasure != nil {
                erased[user, default: .init()].add(fields.map(\.name), of: .activity)
                throttle.forget(user)
            }
            let kept = events.erasure == nil ? fields : []
            let profile = try readable(user.text) { try ActivityProfile(fields: kept) }
            activity.insert(user, profile, partition: events.origin.partition)
        }
        return erased
    }

    private func readable<Profile>(_ user: String, _ body: () throws -> Profile) throws -> Profile {
        do { return try body() } catch { throw UnreadableProfile(userID: user, reason: error) }
    }

    /// Returns how many rows came too late.
    private func foldWellness(
        _ work: HotBatch, _ terms: WellnessProfile.Terms, _ writes: inout [ExactText: [StateField]],
        _ insights: inout [Insight]
    ) -> Int {
        var tooLate = 0
        for (user, events) in work.wellness {
            guard var profile = wellness.take(user) else { continue }
            if let outcome = WellnessFold.apply(events, of: user.text, to: &profile, terms: terms) {
                writes[user, default: []] += outcome.fields
                insights.append(outcome.insight)
                tooLate += outcome.tooLate
            }
            wellness.insert(user, profile, partition: events.origin.partition)
        }
        return tooLate
    }

    private func foldActivity(
        _ work: HotBatch, _ terms: WellnessProfile.Terms, _ writes: inout [ExactText: [StateField]]
    ) {
        for (user, events) in work.activity {
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

    private func emit(_ records: [ProducerRecord], deadline: Duration? = nil) throws {
        guard !records.isEmpty else { return }
        try surroundings.outlet.deliver(records, deadline: deadline ?? configuration.emitTimeout)
    }
}

/// A user's stored state cannot be read, which no retry mends.
struct UnreadableProfile: Error, CustomStringConvertible {
    let userID: String
    let reason: any Error

    var description: String {
        "profile:\(userID): \(reason). Restore it with \"pulsehub rebuild --user \(userID)\""
    }
}

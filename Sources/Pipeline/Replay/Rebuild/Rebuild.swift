import Events
import Kafka
import Postgres
import Profiles
import Redis
import Stored
import Streaming

/// Restores profiles and checkpoints in Redis from the archive alone.
///
/// While it works, the checkpoints hold a lock in place of an offset, so that no processor can commit and each waits. It
/// may be killed anywhere: the locks stay, and the next run goes on. Only the last step, one transaction, gives the
/// partitions back.
package final class Rebuild {
    /// How a rebuild goes about it.
    package struct Options: Sendable {
        /// Users held in memory and written in one transaction.
        package var usersPerPage = 50
        /// How long to wait for an archive that makes no progress.
        package var patience: Duration = .seconds(30)
        /// Partitions of the topics, as far as known: also those without any record must be locked.
        package var partitionCounts: [String: Int32]

        /// The defaults.
        package init(partitionCounts: [String: Int32]) { self.partitionCounts = partitionCounts }
    }

    /// What a rebuild has done.
    package struct Report: Sendable {
        /// Users whose profile was written.
        package internal(set) var users = 0
        /// Events folded.
        package internal(set) var events = 0
        /// Profiles of users without any archived event, removed.
        package internal(set) var removed = 0
        /// The user behind whom an earlier run was taken up; nil if this one began.
        package internal(set) var resumedAfter: String?
        /// Where the stream processor goes on.
        package internal(set) var checkpoints: [TopicPartition: Checkpoint] = [:]
        /// Users whose snapshots were behind and have been brought up to the restored profile.
        package internal(set) var snapshotsMended = 0
        /// Configuration commits that could not be read, and why.
        package internal(set) var unreadableCommits: [String: String] = [:]
        /// Partitions of which the archive lacks the beginning, and the offset where it begins.
        package internal(set) var beginnings: [TopicPartition: Int64] = [:]
        /// What the archive lacks in its midst.
        package internal(set) var gaps: [ArchiveGaps.Entry] = []

        mutating func add(_ page: RebuildPages.Page) {
            let restored = page.profiles.count { !$0.fields.isEmpty }
            users += restored
            removed += page.profiles.count - restored
            events += page.events
            snapshotsMended += page.snapshotsMended
        }
    }

    private let options: Options
    private let live: LiveProfiles
    private let archive: ArchiveView
    private let terms: TermsCatalog
    private let redis: RebuildRedis
    private let pages: RebuildPages
    private var report = Report()

    /// Connects to both stores; nothing is changed yet.
    package init(
        redis: RedisConfiguration, postgres: PostgresConfiguration, terms: TermsCatalog, options: Options
    ) throws {
        self.options = options
        self.terms = terms
        live = try LiveProfiles(redis)
        archive = try ArchiveView(postgres)
        pages = RebuildPages(archive, terms, patience: options.patience)
        let token = String(UInt64.random(in: 0...UInt64.max), radix: 16)
        self.redis = RebuildRedis(live.connection, RebuildClaim(token: token, scope: .all(done: "")))
    }

    /// Restores every user, the checkpoints included.
    ///
    /// - Throws: ``RebuildRefused``; also what the stores say. The locks then stay: run it again.
    package func all(progress: (ReplayProgress) -> Void) async throws -> Report {
        let partitions = try partitions()
        var archived: [TopicPartition: Checkpoint] = [:]
        var standsStill = false
        do { archived = try waitForArchive(partitions) } catch is ArchiveBehind {
            archived = try archive.checkpoints()
            standsStill = true
        }
        var done = ""
        if !standsStill, let before = try unfinished(), try partitions.allSatisfy(isLocked) {
            done = before
            report.resumedAfter = before
        }
        try redis.take(over: .all(done: done))
        var cuts: [TopicPartition: Checkpoint?] = [:]
        for partition in partitions {
            cuts[partition] = .some(
                try redis.lock(partition, anew: standsStill) { stored in
                    // An archive that moves will come to where Redis is now. A partition that goes back costs a new round of
                    // the group, and is read again only when its owner notices.
                    guard standsStill else { return stored ?? archived[partition] }
                    return try RebuildCut.of(partition, live: stored, archived: archived[partition])
                })
        }
        let standing = try standing(at: cuts.compactMapValues { $0 })
        try await write(standing, after: done, progress)
        try live.scan { users in
            let strangers = try archive.unknown(users)
            guard !strangers.isEmpty else { return }
            // Written as users without fields. The place reached stays the last one.
            try redis.write(strangers.map { ($0, [:]) }, done: lastDone)
            report.removed += strangers.count
        } checkpoints: { _ in
        }
        try redis.finish(cuts, eras: standing.eras)
        try conclude(cuts)
        return report
    }

    /// Which records the profiles are to hold at these checkpoints, and by which numbers of partitions.
    ///
    /// Where Redis has lost the numbers, every record of the past counts where it lies.
    private func standing(at cuts: [TopicPartition: Checkpoint]) throws -> Standing {
        var eras: [String: PartitionEras] = [:]
        for topic in ArchiveView.topics {
            let mine = cuts.filter { $0.key.topic == topic }
            let standing = Dictionary(uniqueKeysWithValues: mine.map { ($0.key.partition, $0.value.position) })
            eras[topic] =
                try redis.eras(of: topic)
                ?? options.partitionCounts[topic].map { .unknown(until: standing, partitions: $0) }
        }
        return Standing(eras: eras).takenBack(to: cuts)
    }

    /// Restores one user; the others' profiles and the checkpoints stay as they are.
    package func user(_ userID: String) async throws -> Report {
        let before = try RebuildRedis.claim(on: live.connection)?.scope
        if let before, before != .user(userID) {
            throw RebuildRefused("another rebuild runs or was killed: finish it with \"pulsehub rebuild --all\"")
        }
        var partitions = try archive.partitions(of: userID)
        for topic in ArchiveView.topics {
            guard let count = try redis.eras(of: topic)?.partitions ?? options.partitionCounts[topic] else { continue }
            partitions.insert(
                TopicPartition(topic: topic, partition: Murmur2.partition(for: userID.utf8, partitions: count)))
        }
        // Before anything is locked, so that the others of these partitions need not wait for the archive too.
        if before == nil { _ = try waitForArchive(partitions.sorted()) }
        try redis.take(over: .user(userID))
        var cuts: [TopicPartition: Checkpoint?] = [:]
        do {
            for partition in partitions.sorted() { cuts[partition] = .some(try redis.lock(partition) { $0 }) }
            let present = cuts.compactMapValues { $0 }
            guard !present.isEmpty else {
                throw RebuildRefused(
                    "Redis has no checkpoint of this user's partitions: use \"pulsehub rebuild --all\"")
            }
            let page = try await pages.fold([userID], try standing(at: present))
            // As they are: what other partitions have read is not asked for here.
            try redis.finish(cuts, eras: try redis.eras(of: ArchiveView.topics), page.profiles)
            report.add(page)
        } catch {
            // Nothing was written: whoever waits may go on.
            try? redis.finish(cuts)
            throw error
        }
        try conclude(cuts)
        return report
    }

    private func conclude(_ cuts: [TopicPartition: Checkpoint?]) throws {
        report.checkpoints = cuts.compactMapValues { $0 }
        report.unreadableCommits = terms.unreadable
        report.beginnings = try archive.lateBeginnings()
        report.gaps = try archive.gaps()
    }

    /// The last user whom a killed run has finished.
    private func unfinished() throws -> String? {
        guard case .all(let done)? = try RebuildRedis.claim(on: live.connection)?.scope, !done.isEmpty else {
            return nil
        }
        return done
    }

    private var lastDone: String { if case .all(let done) = redis.claim.scope { done } else { "" } }

    private func isLocked(_ partition: TopicPartition) throws -> Bool {
        if case .rebuilding? = try redis.stored(partition) { true } else { false }
    }

    /// Every partition that anybody may ever have written a profile from.
    private func partitions() throws -> [TopicPartition] {
        var found = Set(try archive.checkpoints().keys)
        try live.scan { _ in
        } checkpoints: {
            found.insert($0)
        }
        for (topic, count) in options.partitionCounts {
            for number in 0..<max(0, count) { found.insert(TopicPartition(topic: topic, partition: number)) }
        }
        return found.filter { ArchiveView.topics.contains($0.topic) }.sorted()
    }

    /// The archive's checkpoints, once they have come to where Redis is now.
    ///
    /// - Throws: ``ArchiveBehind`` where the archive stands still.
    private func waitForArchive(_ partitions: [TopicPartition]) throws -> [TopicPartition: Checkpoint] {
        var present: [TopicPartition: Checkpoint] = [:]
        for partition in partitions {
            switch try redis.stored(partition) {
            case .at(let checkpoint)?, .rebuilding(let checkpoint?)?: present[partition] = checkpoint
            case .rebuilding(nil)?, nil: continue
            }
        }
        var wait = ArchiveWait(patience: options.patience)
        while true {
            let archived = try archive.checkpoints()
            if try wait.hasPassed(present, archived) { return archived }
            wait.rest()
        }
    }

    private func write(
        _ standing: Standing, after done: String, _ progress: (ReplayProgress) -> Void
    ) async throws {
        var shown = ReplayProgress(total: try archive.recordCount())
        var last = done
        while true {
            let users = try archive.users(after: last, limit: options.usersPerPage)
            guard let end = users.last else { return }
            last = end
            let page = try await pages.fold(users, standing)
            try redis.write(page.profiles, done: end)
            report.add(page)
            shown.users = report.users
            shown.events = report.events
            progress(shown)
        }
    }
}

import Events
import Kafka
import Profiles
import Redis
import Streaming

/// The Redis side of a rebuild: takes partitions over, writes profiles, gives the partitions back.
///
/// Whatever it writes, it writes only as long as the claim is its own. One owning thread.
final class RebuildRedis {
    private static let attemptsMax = 1000

    private let connection: RedisConnection
    private(set) var claim: RebuildClaim

    init(_ connection: RedisConnection, _ claim: RebuildClaim) {
        self.connection = connection
        self.claim = claim
    }

    /// The claim of a rebuild that runs, or was killed; nil if there is none.
    static func claim(on connection: RedisConnection) throws -> RebuildClaim? {
        try connection.command("GET", RedisArgument(LiveProfileKeys.rebuild)).asString.flatMap { RebuildClaim($0) }
    }

    /// Makes the rebuild ours; one that still runs fails at its next write.
    func take(over scope: RebuildClaim.Scope) throws {
        claim.scope = scope
        try connection.command("SET", RedisArgument(LiveProfileKeys.rebuild), RedisArgument(claim.text))
    }

    /// What the partition's key holds.
    func stored(_ partition: TopicPartition) throws -> StoredCheckpoint? {
        let reply = try connection.command("GET", RedisArgument(StoredCheckpoint.key(partition)))
        guard !reply.isNull else { return nil }
        guard let stored = reply.asString.flatMap({ StoredCheckpoint($0) }) else {
            throw RebuildRefused("\(StoredCheckpoint.key(partition)) holds no checkpoint: delete it and run this again")
        }
        return stored
    }

    /// Locks a partition by compare-and-set: from here on no processor can commit it.
    ///
    /// - Parameters:
    ///   - anew: whether a partition that was locked before is asked for too; else it keeps what it was locked with.
    ///   - cut: the checkpoint to put back, by what is stored; asked again if that has changed meanwhile.
    /// - Returns: that checkpoint.
    func lock(
        _ partition: TopicPartition, anew: Bool = false, cut: (Checkpoint?) throws -> Checkpoint?
    ) throws -> Checkpoint? {
        let key = RedisArgument(StoredCheckpoint.key(partition))
        for _ in 0..<Self.attemptsMax {
            let wanted: Checkpoint?
            try watch([key])
            switch try stored(partition) {
            case .rebuilding(let checkpoint?) where anew: wanted = try cut(checkpoint)
            case .rebuilding(let checkpoint):
                try connection.command("UNWATCH")
                return checkpoint
            case .at(let checkpoint): wanted = try cut(checkpoint)
            case nil: wanted = try cut(nil)
            }
            if try execute([["SET", key, RedisArgument(StoredCheckpoint.rebuilding(wanted).text)]]) { return wanted }
        }
        throw RebuildRefused("\(partition) changes all the time; stop the stream processor, or try again")
    }

    /// Replaces whole hashes and remembers that everybody up to `done` is finished.
    func write(_ profiles: [RebuildPages.Profile], done: String) throws {
        try watch([])
        var next = claim
        next.scope = .all(done: done)
        let place: [RedisArgument] = ["SET", RedisArgument(LiveProfileKeys.rebuild), RedisArgument(next.text)]
        guard try execute(Self.commands(profiles) + [place]) else { throw Self.takenOver }
        claim = next
    }

    /// What is stored of the partitions of these topics.
    func eras(of topics: [String]) throws -> [String: PartitionEras] {
        try topics.reduce(into: [:]) { $0[$1] = try eras(of: $1) }
    }

    /// What is stored of a topic's partitions.
    func eras(of topic: String) throws -> PartitionEras? {
        try LiveProfiles.eras(connection.command("GET", RedisArgument(PartitionEras.key(topic))), of: topic)
    }

    /// Gives the partitions back at these checkpoints, together with last profiles.
    ///
    /// - Parameter eras: the numbers of partitions by which the profiles were folded. With them every stream processor
    ///   learns that what it remembers may not be what is stored.
    func finish(
        _ cuts: [TopicPartition: Checkpoint?], eras: [String: PartitionEras] = [:],
        _ profiles: [RebuildPages.Profile] = []
    ) throws {
        try watch([])
        var commands = Self.commands(profiles)
        for (partition, checkpoint) in cuts {
            let key = RedisArgument(StoredCheckpoint.key(partition))
            commands.append(checkpoint.map { ["SET", key, RedisArgument($0.text)] } ?? ["DEL", key])
        }
        for (topic, var eras) in eras {
            eras.rebuilds += 1
            commands.append(["SET", RedisArgument(PartitionEras.key(topic)), RedisArgument(eras.text)])
        }
        commands.append(["DEL", RedisArgument(LiveProfileKeys.rebuild)])
        guard try execute(commands) else { throw Self.takenOver }
    }

    private static let takenOver = RebuildRefused("another rebuild has taken over; this one has stopped")

    private static func commands(_ profiles: [RebuildPages.Profile]) -> [[RedisArgument]] {
        var commands: [[RedisArgument]] = []
        for profile in profiles {
            let key = RedisArgument(LiveProfileKeys.profile(profile.userID))
            // In one transaction, so nobody sees the profile missing.
            commands.append(["DEL", key])
            let fields = profile.fields.flatMap { [RedisArgument($0.key.text), RedisArgument($0.value)] }
            if !fields.isEmpty { commands.append(["HSET", key] + fields) }
            let hasActivity = profile.fields[ExactText(ActivityProfile.stateField)] != nil
            let others = [ActivityProfile.stateField, ProfileDocument.activity.rawValue].map(ExactText.init)
            let hasWellness = profile.fields.keys.contains { !others.contains($0) }
            for (topic, hasState) in [(Topics.activity, hasActivity), (Topics.wellness, hasWellness)] {
                commands.append([
                    hasState ? "SADD" : "SREM", RedisArgument(LiveProfileKeys.people(topic)),
                    RedisArgument(profile.userID),
                ])
            }
        }
        for message in LiveProfileKeys.updates(of: profiles.map(\.userID)) {
            commands.append(["PUBLISH", RedisArgument(LiveProfileKeys.updatesChannel), RedisArgument(message)])
        }
        return commands
    }

    /// Begins a compare-and-set on the claim and on these keys.
    private func watch(_ keys: [RedisArgument]) throws {
        try connection.command(["WATCH", RedisArgument(LiveProfileKeys.rebuild)] + keys)
        guard try Self.claim(on: connection) == claim else {
            try connection.command("UNWATCH")
            throw Self.takenOver
        }
    }

    /// False if a watched key has changed: then nothing was done.
    private func execute(_ commands: [[RedisArgument]]) throws -> Bool {
        try connection.append(["MULTI"])
        for command in commands { try connection.append(command) }
        try connection.append(["EXEC"])
        var refusal: RedisError?
        for _ in 0...commands.count { if let error = try connection.reply().asError { refusal = refusal ?? error } }
        let executed = try connection.reply()
        if let refusal { throw refusal }
        return !(try executed.checked()).isNull
    }
}

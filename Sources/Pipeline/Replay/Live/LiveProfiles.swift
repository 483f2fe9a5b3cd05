import Events
import Kafka
import Redis
import Streaming

/// Profiles and checkpoints as Redis holds them at one moment.
struct LivePage {
    /// The fields of each hash, by user; a user without a hash has none.
    var profiles: [ExactText: [ExactText: [UInt8]]] = [:]
    /// What the store has read.
    var standing = Standing()
}

/// Reads live profiles. One owning thread, as its connection has.
final class LiveProfiles {
    private static let keysPerScan = 1000

    let connection: RedisConnection

    init(_ configuration: RedisConfiguration) throws(RedisError) { connection = try RedisConnection(configuration) }

    /// The users' hashes together with the checkpoints at which they stand.
    ///
    /// - Throws: ``PartitionBeingRebuilt``, since profiles and checkpoints then do not belong together.
    func page(_ users: [String], _ partitions: [TopicPartition]) throws -> LivePage {
        let topics = ArchiveView.topics
        try connection.append(["MULTI"])
        for partition in partitions { try connection.append(["GET", RedisArgument(StoredCheckpoint.key(partition))]) }
        for topic in topics { try connection.append(["GET", RedisArgument(PartitionEras.key(topic))]) }
        for user in users { try connection.append(["HGETALL", RedisArgument(LiveProfileKeys.profile(user))]) }
        try connection.append(["EXEC"])
        let count = partitions.count + topics.count + users.count
        for _ in 0...count { try connection.reply().checked() }
        let replies = try connection.reply().checked().asArray ?? []
        guard replies.count == count else {
            throw RedisError(.protocolViolation, "EXEC answered something else than its commands")
        }
        var page = LivePage()
        for (partition, reply) in zip(partitions, replies) {
            page.standing.checkpoints[partition] = try Self.checkpoint(reply, of: partition)
        }
        for (topic, reply) in zip(topics, replies.dropFirst(partitions.count)) {
            page.standing.eras[topic] = try Self.eras(reply, of: topic)
        }
        for (user, reply) in zip(users, replies.dropFirst(partitions.count + topics.count)) {
            page.profiles[ExactText(user)] = Self.fields(try reply.checked())
        }
        return page
    }

    /// Lends every user that has a profile, in pages, some perhaps twice; and every partition that has a checkpoint key.
    func scan(profiles: ([String]) throws -> Void, checkpoints: (TopicPartition) throws -> Void) throws {
        var cursor = "0"
        repeat {
            let reply = try connection.command("SCAN", RedisArgument(cursor), "COUNT", RedisArgument(Self.keysPerScan))
            guard let parts = reply.asArray, parts.count == 2, let next = parts[0].asString else {
                throw RedisError(.protocolViolation, "SCAN answered no cursor")
            }
            var users: [String] = []
            for case let key? in (parts[1].asArray ?? []).map(\.asString) {
                if key.hasPrefix(LiveProfileKeys.profilePrefix) {
                    users.append(String(key.dropFirst(LiveProfileKeys.profilePrefix.count)))
                } else if let partition = StoredCheckpoint.partition(ofKey: key) {
                    try checkpoints(partition)
                }
            }
            if !users.isEmpty { try profiles(users) }
            cursor = next
        } while cursor != "0"
    }

    private static func checkpoint(_ reply: RedisReply, of partition: TopicPartition) throws -> Checkpoint? {
        guard !(try reply.checked()).isNull else { return nil }
        switch reply.asString.flatMap({ StoredCheckpoint($0) }) {
        case .at(let checkpoint): return checkpoint
        case .rebuilding: throw PartitionBeingRebuilt(partition)
        case nil: throw RedisError(.protocolViolation, "a checkpoint key holds something else than a checkpoint")
        }
    }

    /// What a topic's key says of its partitions.
    static func eras(_ reply: RedisReply, of topic: String) throws -> PartitionEras? {
        guard !(try reply.checked()).isNull else { return nil }
        guard let eras = reply.asString.flatMap({ PartitionEras(text: $0) }) else {
            throw RedisError(
                .protocolViolation, "\(PartitionEras.key(topic)) holds something else than numbers of partitions")
        }
        return eras
    }

    private static func fields(_ reply: RedisReply) -> [ExactText: [UInt8]] {
        let flat = reply.asArray ?? []
        var fields: [ExactText: [UInt8]] = [:]
        for index in stride(from: 0, to: flat.count - 1, by: 2) {
            // Only a hand can have made a name that is no text; it must differ from all that are.
            let name = flat[index].asString ?? "\(flat[index])"
            fields[ExactText(name)] = flat[index + 1].asBytes ?? []
        }
        return fields
    }
}

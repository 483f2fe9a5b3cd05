import Kafka
import Profiles
import Redis
import Streaming

/// The stream processor's Redis: the names of its keys, and its one atomic compare-and-set.
///
/// One owning thread, as its connection has.
final class ProfileRedis {
    /// Fields of a user's hash.
    typealias Fields = [(name: String, value: [UInt8])]

    /// One user's changed fields.
    struct Write {
        let userID: String
        let fields: [StateField]
    }

    /// Who has a state in the fold of a topic, of those whom a batch has changed.
    struct People {
        let topic: String
        private(set) var present: [String] = []
        private(set) var gone: [String] = []

        init(topic: String) { self.topic = topic }

        mutating func note(_ user: String, hasState: Bool) {
            if hasState { present.append(user) } else { gone.append(user) }
        }
    }

    /// Opens a connection.
    typealias Connect = () throws(RedisError) -> any RedisPipeline

    private let connect: Connect
    private var connection: any RedisPipeline

    init(_ connect: @escaping Connect) throws(RedisError) {
        self.connect = connect
        connection = try connect()
    }

    func reconnect() throws(RedisError) {
        connection.close()
        connection = try connect()
    }

    static func profileKey(_ userID: String) -> RedisArgument { RedisArgument(LiveProfileKeys.profile(userID)) }

    static func checkpointKey(_ partition: TopicPartition) -> RedisArgument {
        RedisArgument(StoredCheckpoint.key(partition))
    }

    /// - Throws: ``PartitionBeingRebuilt`` too; replies are then left unread, so that ``reconnect()`` must follow.
    func checkpoints(of partitions: [TopicPartition]) throws -> [TopicPartition: Checkpoint] {
        for partition in partitions { try connection.append(["GET", Self.checkpointKey(partition)]) }
        var found: [TopicPartition: Checkpoint] = [:]
        for partition in partitions { found[partition] = try readCheckpoint(of: partition) }
        return found
    }

    /// Begins a compare-and-set: from here on a change of these checkpoints, or of the number of partitions of their
    /// topics, by anybody else makes ``commit(_:_:)`` fail.
    ///
    /// - Parameters:
    ///   - eras: what this owner believes of each topic's partitions.
    ///   - witnesses: a user and a field each, which are asked for by their being there.
    /// - Returns: the fields of each user's hash and whether each witness is there, in the order asked; nil if something is
    ///   not as expected.
    func begin(
        _ moves: [(TopicPartition, CheckpointMove)], under eras: [String: PartitionEras], loading users: [String],
        witnesses: [(user: String, field: String)]
    ) throws -> (hashes: [Fields], areThere: [Bool])? {
        let topics = Set(moves.map(\.0.topic)).sorted()
        try connection.append(["WATCH"] + moves.map { Self.checkpointKey($0.0) } + topics.map(Self.erasKey))
        for (partition, _) in moves { try connection.append(["GET", Self.checkpointKey(partition)]) }
        for topic in topics { try connection.append(["GET", Self.erasKey(topic)]) }
        for user in users { try connection.append(["HGETALL", Self.profileKey(user)]) }
        for (user, field) in witnesses {
            try connection.append(["HEXISTS", Self.profileKey(user), RedisArgument(field)])
        }
        try connection.reply().checked()
        var isExpected = true
        for (partition, move) in moves where try readCheckpoint(of: partition) != move.expected { isExpected = false }
        for topic in topics where try readEras(of: topic) != eras[topic] { isExpected = false }
        var hashes: [Fields] = []
        for _ in users { hashes.append(try connection.reply().checked().asFields) }
        var areThere: [Bool] = []
        for _ in witnesses { areThere.append(try connection.reply().checked().asInteger != 0) }
        if !isExpected {
            try connection.command(["UNWATCH"])
            return nil
        }
        return (hashes, areThere)
    }

    /// Whether each person has a state in the fold of the topic, as far as was noted, in the order asked.
    func areKnown(_ people: [(topic: String, user: String)]) throws -> [Bool] {
        for (topic, user) in people {
            try connection.append(["SISMEMBER", RedisArgument(LiveProfileKeys.people(topic)), RedisArgument(user)])
        }
        var known: [Bool] = []
        for _ in people { known.append(try connection.reply().checked().asInteger != 0) }
        return known
    }

    /// - Throws: ``EvictingRedis`` where Redis drops keys when its memory is full.
    func checkEviction() throws { try EvictingRedis.check(connection) }

    /// Ends a compare-and-set: all writes, people and checkpoints, or none.
    func commit(
        _ moves: [(TopicPartition, CheckpointMove)], _ writes: [Write], _ people: [People] = []
    ) throws(RedisError) -> CommitOutcome {
        var queued = 0
        func queue(_ command: [RedisArgument]) throws(RedisError) {
            try connection.append(command)
            queued += 1
        }
        try connection.append(["MULTI"])
        for write in writes {
            var set: [RedisArgument] = ["HSET", Self.profileKey(write.userID)]
            var remove: [RedisArgument] = ["HDEL", Self.profileKey(write.userID)]
            for field in write.fields {
                if let value = field.value {
                    set += [RedisArgument(field.name), RedisArgument(value)]
                } else {
                    remove.append(RedisArgument(field.name))
                }
            }
            if set.count > 2 { try queue(set) }
            if remove.count > 2 { try queue(remove) }
        }
        for people in people {
            let key = RedisArgument(LiveProfileKeys.people(people.topic))
            if !people.present.isEmpty { try queue(["SADD", key] + people.present.map { RedisArgument($0) }) }
            if !people.gone.isEmpty { try queue(["SREM", key] + people.gone.map { RedisArgument($0) }) }
        }
        for (partition, move) in moves {
            try queue(["SET", Self.checkpointKey(partition), RedisArgument(move.next.text)])
        }
        for message in LiveProfileKeys.updates(of: writes.map(\.userID)) {
            try queue(["PUBLISH", RedisArgument(LiveProfileKeys.updatesChannel), RedisArgument(message)])
        }
        try connection.append(["EXEC"])
        try connection.reply().checked()
        var refusal: RedisError?
        for _ in 0..<queued { if let error = try connection.reply().asError { refusal = refusal ?? error } }
        let executed = try connection.reply()
        if let refusal { throw refusal }
        guard case .array = try executed.checked() else { return .conflict }
        return .committed
    }

    static func erasKey(_ topic: String) -> RedisArgument { RedisArgument(PartitionEras.key(topic)) }

    /// Begins a compare-and-set over a topic's number of partitions and the checkpoints of all of them.
    func beginEra(
        of topic: String, _ partitions: [TopicPartition]
    ) throws -> (eras: PartitionEras?, checkpoints: [TopicPartition: Checkpoint]) {
        try connection.append(["WATCH", Self.erasKey(topic)] + partitions.map(Self.checkpointKey))
        try connection.append(["GET", Self.erasKey(topic)])
        try connection.reply().checked()
        let eras = try readEras(of: topic)
        return (eras, try checkpoints(of: partitions))
    }

    /// What is stored of a topic's partitions.
    func eras(of topic: String) throws -> PartitionEras? {
        try connection.append(["GET", Self.erasKey(topic)])
        return try readEras(of: topic)
    }

    /// Ends what ``beginEra(of:_:)`` began.
    func storeEra(_ eras: PartitionEras, of topic: String) throws -> CommitOutcome {
        try connection.append(["MULTI"])
        try connection.append(["SET", Self.erasKey(topic), RedisArgument(eras.text)])
        try connection.append(["EXEC"])
        try connection.reply().checked()
        try connection.reply().checked()
        guard case .array = try connection.reply().checked() else { return .conflict }
        return .committed
    }

    private func readEras(of topic: String) throws -> PartitionEras? {
        let reply = try connection.reply().checked()
        guard !reply.isNull else { return nil }
        guard let eras = reply.asString.flatMap({ PartitionEras(text: $0) }) else {
            throw RedisError(
                .protocolViolation, "\(PartitionEras.key(topic)) holds something else than numbers of partitions")
        }
        return eras
    }

    private func readCheckpoint(of partition: TopicPartition) throws -> Checkpoint? {
        let reply = try connection.reply().checked()
        guard !reply.isNull else { return nil }
        switch reply.asString.flatMap({ StoredCheckpoint($0) }) {
        case .at(let checkpoint): return checkpoint
        case .rebuilding: throw PartitionBeingRebuilt(partition)
        case nil: throw RedisError(.protocolViolation, "a checkpoint key holds something else than a checkpoint")
        }
    }
}

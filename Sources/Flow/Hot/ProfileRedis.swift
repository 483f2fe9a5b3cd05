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

    /// Begins a compare-and-set: from here on a change of these checkpoints by anybody else makes ``commit(_:_:)`` fail.
    ///
    /// - Returns: the fields of each user's hash, in the order asked; nil if a checkpoint is not as expected.
    func begin(
        _ moves: [(TopicPartition, CheckpointMove)], loading users: [String]
    ) throws -> [Fields]? {
        try connection.append(["WATCH"] + moves.map { Self.checkpointKey($0.0) })
        for (partition, _) in moves { try connection.append(["GET", Self.checkpointKey(partition)]) }
        for user in users { try connection.append(["HGETALL", Self.profileKey(user)]) }
        try connection.reply().checked()
        var isExpected = true
        for (partition, move) in moves where try readCheckpoint(of: partition) != move.expected { isExpected = false }
        var hashes: [Fields] = []
        for _ in users { hashes.append(try connection.reply().checked().asFields) }
        if !isExpected {
            try connection.command(["UNWATCH"])
            return nil
        }
        return hashes
    }

    /// Ends a compare-and-set: all writes and checkpoints, or none.
    func commit(_ moves: [(TopicPartition, CheckpointMove)], _ writes: [Write]) throws(RedisError) -> CommitOutcome {
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

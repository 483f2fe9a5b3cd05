import Events
import Kafka
import Profiles
import Redis
import Streaming

/// Redis' data: strings and hashes, and what is left of them when the append-only file loses its end.
final class RedisModel {
    private struct Data {
        var strings: [ExactText: [UInt8]] = [:]
        var hashes: [ExactText: [String: [UInt8]]] = [:]
        var sets: [ExactText: Set<ExactText>] = [:]
        /// The topics of the folds that each user has lost.
        var losses: [ExactText: Set<String>] = [:]
    }

    /// Who writes, and what it has read before.
    struct Write {
        let process: ProcessModel
        var seen: [TopicPartition: Checkpoint] = [:]
        /// It reached the server after the process had given up waiting.
        var isLate = false
        /// Which of a partition's logs it was read from.
        var lives: [TopicPartition: Int] = [:]
    }

    let checker: ProfileChecker
    var lineage = Lineage()
    /// On their way, although nobody waits for them any more.
    var lateWrites = 0
    private unowned let world: World
    private var data = Data()
    private var history: [(at: Int64, data: Data)] = [(0, Data())]
    private var versions: [ExactText: Int] = [:]
    private var changes = 0
    private var downUntil: Int64 = 0
    /// Counts restarts: connections do not survive one.
    private(set) var life = 0

    init(world: World) {
        self.world = world
        checker = ProfileChecker(world: world)
    }

    var isUp: Bool { world.isCalm || world.clock >= downUntil }

    func goDown(for milliseconds: Int) {
        world.note("redis", "is away for \(milliseconds) ms")
        downUntil = world.clock + Int64(milliseconds)
        life += 1
    }

    /// Restarts from its append-only file, which was synced up to a second ago.
    func loseLastSecond() {
        let cut = world.clock - Int64(world.dice.number(0...1000))
        let kept = history.last { $0.at <= cut } ?? history[0]
        history.removeAll { $0.at > cut }
        if history.isEmpty { history = [kept] }
        data = kept.data
        for topic in ProcessKind.hot.topics {
            for place in world.log.places(of: topic) where checkpoint(of: place) == nil { lineage.forget(place) }
        }
        life += 1
        changes += 1
        for key in versions.keys { versions[key] = changes }
        world.note("redis", "restarts as it was at \(kept.at) ms")
    }

    func version(of key: ExactText) -> Int { versions[key] ?? 0 }

    func read(_ command: [RedisArgument]) -> RedisReply {
        switch command[0].text {
        case "GET": return data.strings[command[1].key].map { .bytes($0) } ?? .null
        case "HGETALL":
            let fields = data.hashes[command[1].key] ?? [:]
            return .array(fields.sorted { $0.key < $1.key }.flatMap { [.bytes(Array($0.key.utf8)), .bytes($0.value)] })
        case "HEXISTS": return .integer(data.hashes[command[1].key]?[command[2].text] == nil ? 0 : 1)
        case "SISMEMBER": return .integer(data.sets[command[1].key]?.contains(command[2].key) == true ? 1 : 0)
        case "INFO": return .bytes(Array("maxmemory_policy:noeviction\r\n".utf8))
        default: return .error("ERR unknown command")
        }
    }

    /// Somebody deletes a profile.
    func lose(_ user: String) {
        let key = ExactText(LiveProfileKeys.profile(user))
        guard let fields = data.hashes.removeValue(forKey: key) else { return }
        world.note("redis", "loses the profile of \(user)")
        let hasActivity = fields[ActivityProfile.stateField] != nil
        let lost =
            (hasActivity ? [Topics.activity] : []) + (fields.keys.contains(where: isWellness) ? [Topics.wellness] : [])
        data.losses[ExactText(user), default: []].formUnion(lost)
        changes += 1
        versions[key] = changes
    }

    private func isWellness(_ field: String) -> Bool {
        field != ActivityProfile.stateField && field != ProfileDocument.activity.rawValue
    }

    /// The topics of the folds of which the user's state is lost.
    func losses(of user: String) -> Set<String> { data.losses[ExactText(user)] ?? [] }

    /// All of a transaction, at once.
    func execute(_ commands: [[RedisArgument]], by write: Write) {
        let before = data.strings
        var users: Set<ExactText> = []
        changes += 1
        for command in commands where command[0].text != "PUBLISH" {
            let key = command[1].key
            versions[key] = changes
            switch command[0].text {
            case "SET": data.strings[key] = command[2].bytes
            case "HSET":
                for index in stride(from: 2, to: command.count, by: 2) {
                    data.hashes[key, default: [:]][command[index].text] = command[index + 1].bytes
                }
                restore(key, Set(stride(from: 2, to: command.count, by: 2).map { command[$0].text }))
                users.insert(key)
            case "SADD": data.sets[key, default: []].formUnion(command[2...].map(\.key))
            case "SREM": data.sets[key]?.subtract(command[2...].map(\.key))
            case "HDEL":
                for field in command[2...] { data.hashes[key]?[field.text] = nil }
                if data.hashes[key]?.isEmpty == true { data.hashes[key] = nil }
                users.insert(key)
            default: world.violate("Redis was sent \(command[0].text)")
            }
        }
        history.append((world.clock, data))
        if history.count > 40 { history.removeFirst(history.count - 40) }
        let moves = commands.filter { $0[0].text == "SET" }.compactMap { command in
            StoredCheckpoint.partition(ofKey: command[1].text).map { place in
                (place, Checkpoint(before[command[1].key]), Checkpoint(command[2].bytes))
            }
        }.sorted { $0.0 < $1.0 }
        world.note(
            write.process.name,
            "Redis holds \(moves.map { "\($0.0) \($0.2?.nextOffset ?? -1)" }), \(users.count) users changed")
        checker.check(moves, users: users.inByteOrder, by: write)
    }

    /// Whoever still remembers a lost state may write it again, whole; the checker sees whether it is.
    private func restore(_ key: ExactText, _ fields: Set<String>) {
        let user = ExactText(String(key.text.dropFirst(LiveProfileKeys.profilePrefix.count)))
        if fields.contains(ActivityProfile.stateField) { data.losses[user]?.remove(Topics.activity) }
        if fields.contains(where: isWellness) { data.losses[user]?.remove(Topics.wellness) }
    }

    func checkpoint(of place: TopicPartition) -> Checkpoint? {
        Checkpoint(data.strings[ExactText(StoredCheckpoint.key(place))])
    }

    /// What is stored of a topic's partitions.
    func eras(of topic: String) -> PartitionEras? {
        data.strings[ExactText(PartitionEras.key(topic))].flatMap {
            PartitionEras(text: String(decoding: $0, as: UTF8.self))
        }
    }

    /// Which records the profiles hold, as is stored.
    var standing: Standing {
        var standing = Standing()
        for topic in ProcessKind.hot.topics {
            standing.eras[topic] = eras(of: topic)
            for place in world.log.places(of: topic) { standing.checkpoints[place] = checkpoint(of: place) }
        }
        return standing
    }

    func fields(of user: String) -> [String: [UInt8]] { data.hashes[ExactText(LiveProfileKeys.profile(user))] ?? [:] }

    var users: [String] { data.hashes.keys.map { String($0.text.dropFirst(LiveProfileKeys.profilePrefix.count)) } }
}

extension Set<ExactText> {
    /// The same in every run.
    var inByteOrder: [String] { map(\.text).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) } }
}

extension Checkpoint {
    init?(_ bytes: [UInt8]?) {
        guard let bytes, let checkpoint = Checkpoint(text: String(decoding: bytes, as: UTF8.self)) else { return nil }
        self = checkpoint
    }
}

extension RedisArgument {
    /// As a key: two spellings of a user's id are two keys.
    var key: ExactText { ExactText(text) }

    var text: String {
        switch self {
        case .string(let text): text
        case .bytes(let bytes): String(decoding: bytes, as: UTF8.self)
        }
    }

    var bytes: [UInt8] {
        switch self {
        case .string(let text): Array(text.utf8)
        case .bytes(let bytes): bytes
        }
    }
}

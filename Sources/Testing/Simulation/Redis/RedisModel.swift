import Events
import Kafka
import Redis
import Streaming

/// Redis' data: strings and hashes, and what is left of them when the append-only file loses its end.
final class RedisModel {
    private struct Data {
        var strings: [ExactText: [UInt8]] = [:]
        var hashes: [ExactText: [String: [UInt8]]] = [:]
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
        default: return .error("ERR unknown command")
        }
    }

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
                users.insert(key)
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

    func checkpoint(of place: TopicPartition) -> Checkpoint? {
        Checkpoint(data.strings[ExactText(StoredCheckpoint.key(place))])
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

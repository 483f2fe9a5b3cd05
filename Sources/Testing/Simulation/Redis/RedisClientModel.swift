import Events
import Redis
import Streaming

/// A process's connection to the simulated Redis: pipelining, WATCH, MULTI and EXEC as the server does them.
final class RedisClientModel: RedisPipeline {
    private let world: World
    private let process: ProcessModel
    private var write: RedisModel.Write
    private let life: Int
    private var sent: [[RedisArgument]] = []
    private var replies: ArraySlice<RedisReply> = []
    private var watched: [ExactText: Int] = [:]
    private var queued: [[RedisArgument]]?
    private var failure: RedisError?

    init(_ process: ProcessModel, world: World) throws(RedisError) {
        self.world = world
        self.process = process
        write = RedisModel.Write(process: process)
        life = world.redis.life
        try touch("connect to Redis")
        guard world.redis.isUp else { throw RedisError(.connection, "Redis is away") }
    }

    func append(_ arguments: [RedisArgument]) throws(RedisError) {
        if let failure { throw failure }
        sent.append(arguments)
    }

    func reply() throws(RedisError) -> RedisReply {
        if let failure { throw failure }
        if !sent.isEmpty { try deliver() }
        guard let reply = replies.popFirst() else {
            throw RedisError(.protocolViolation, "a reply was read that no command asked for")
        }
        return reply
    }

    func command(_ arguments: [RedisArgument]) throws(RedisError) -> RedisReply {
        try append(arguments)
        return try reply().checked()
    }

    func close() { failure = failure ?? RedisError(.connection, "closed") }

    /// Freezes only where the number of commands does not depend on the order of a hash table.
    private func deliver() throws(RedisError) {
        var commands = sent
        sent = []
        try touch(commands[0][0].text)
        var fate = world.fate()
        // What only reads can be read again: whether it was done makes no difference.
        if commands.last?[0].text != "EXEC", fate != .done { fate = .refused }
        if fate == .refused { throw fail("\(commands[0][0].text) was not sent", .connection) }
        if fate == .late {
            let (world, life) = (world, life)
            let rest = commands
            world.redis.lateWrites += 1
            world.after(world.dice.number(1...1500)) { [self] in
                world.redis.lateWrites -= 1
                guard world.redis.life == life else { return }
                world.note("redis", "a late pipeline of \(process.name) arrives")
                write.isLate = true
                for command in rest { _ = execute(command) }
            }
            throw fail("no answer in time", .timeout)
        }
        if commands[0][0].text == "WATCH" {
            // Somebody may write between the watch and what is read under it.
            replies.append(execute(commands.removeFirst()))
            try touch("reads under WATCH")
        }
        try alive()
        for command in commands { replies.append(execute(command)) }
        if fate == .unanswered { throw fail("the answer was lost", .connection) }
        try touch("answer")
    }

    private func execute(_ command: [RedisArgument]) -> RedisReply {
        let redis: RedisModel = world.redis
        switch command[0].text {
        case "WATCH":
            for key in command[1...] { watched[key.key] = redis.version(of: key.key) }
            return .status("OK")
        case "UNWATCH":
            watched = [:]
            return .status("OK")
        case "MULTI":
            queued = []
            return .status("OK")
        case "EXEC":
            defer { (queued, watched) = (nil, [:]) }
            guard watched.allSatisfy({ redis.version(of: $0.key) == $0.value }) else {
                world.note(process.name, "EXEC is refused")
                return .null
            }
            redis.execute(queued ?? [], by: write)
            return .array([])
        default:
            guard queued == nil else {
                queued?.append(command)
                return .status("QUEUED")
            }
            let reply = redis.read(command)
            if let place = StoredCheckpoint.partition(ofKey: command[1].text) {
                write.seen[place] = Checkpoint(reply.asBytes)
                write.lives[place] = process.source?.life(of: place)
            }
            return reply
        }
    }

    private func fail(_ reason: String, _ code: RedisError.Code) -> RedisError {
        world.note(process.name, "Redis: \(reason)")
        let error = RedisError(code, reason)
        failure = error
        return error
    }

    private func alive() throws(RedisError) {
        guard world.redis.life == life, world.redis.isUp else { throw fail("the connection is gone", .connection) }
    }

    private func touch(_ what: String) throws(RedisError) {
        guard world.touch(process, what) else { throw RedisError(.closed, "the process is dead") }
        try alive()
    }
}

import Redis
import Streaming

/// Passes commands on, with the bug.
final class FaultyPipeline: RedisPipeline {
    private let pipeline: any RedisPipeline
    private let bug: Injection
    private var transaction: [[RedisArgument]]?
    /// For each reply to come, the key whose number of partitions it tells, and whether under a watch.
    private var asked: [(key: String, isWatched: Bool)?] = []
    /// What was told without a watch.
    private var numbers: [String: RedisReply] = [:]
    private var isCommitting = false

    init(_ pipeline: any RedisPipeline, _ bug: Injection) {
        self.pipeline = pipeline
        self.bug = bug
    }

    func append(_ arguments: [RedisArgument]) throws(RedisError) {
        let name = arguments[0].text
        if bug == .numbersUnwatched {
            let isNumber = name == "GET" && arguments[1].text.hasPrefix("partitions:")
            if name == "WATCH" { isCommitting = !arguments[1].text.hasPrefix("partitions:") }
            asked.append(isNumber ? (arguments[1].text, isCommitting) : nil)
            if name == "EXEC" { isCommitting = false }
        }
        switch (bug, name) {
        case (.lossUnnoticed, "SISMEMBER"):
            try pipeline.append([arguments[0], "nobody", arguments[2]])
        case (.numbersUnwatched, "WATCH") where isCommitting:
            try pipeline.append(arguments.filter { !$0.text.hasPrefix("partitions:") })
        case (.logsNotToldApart, "SET"):
            guard StoredCheckpoint.partition(ofKey: arguments[1].text) != nil,
                let checkpoint = Checkpoint(text: arguments[2].text)
            else { return try pipeline.append(arguments) }
            let bare = Checkpoint(nextOffset: checkpoint.nextOffset, clusterID: checkpoint.clusterID)
            try pipeline.append([arguments[0], arguments[1], RedisArgument(bare.text)])
        case (.noCompareAndSet, "WATCH"):
            // As many replies as without the bug.
            try pipeline.append(["UNWATCH"])
        case (.offsetPlusOneForgotten, "SET"):
            guard StoredCheckpoint.partition(ofKey: arguments[1].text) != nil,
                var last = Checkpoint(text: arguments[2].text)
            else { return try pipeline.append(arguments) }
            last.nextOffset -= 1
            try pipeline.append([arguments[0], arguments[1], RedisArgument(last.text)])
        case (.commitBeforeEffect, "MULTI"):
            transaction = []
        case (.commitBeforeEffect, "EXEC"):
            try execute(transaction ?? [])
            transaction = nil
        default:
            if transaction == nil { try pipeline.append(arguments) } else { transaction?.append(arguments) }
        }
    }

    /// First the checkpoints, then the rest; the replies of the second transaction stand for both.
    private func execute(_ commands: [[RedisArgument]]) throws(RedisError) {
        let checkpoints = commands.filter { $0[0].text == "SET" }
        try pipeline.append(["MULTI"])
        for command in checkpoints { try pipeline.append(command) }
        try pipeline.append(["EXEC"])
        for _ in 0...checkpoints.count { _ = try pipeline.reply() }
        let isRefused = try pipeline.reply().isNull
        try pipeline.append(["MULTI"])
        for command in commands {
            try pipeline.append(command[0].text == "SET" || isRefused ? ["PUBLISH", "nobody", "nothing"] : command)
        }
        if isRefused { try pipeline.append(["DISCARD"]) } else { try pipeline.append(["EXEC"]) }
    }

    func reply() throws(RedisError) -> RedisReply {
        let reply = try pipeline.reply()
        guard !asked.isEmpty, let (key, isWatched) = asked.removeFirst() else { return reply }
        if isWatched { return numbers[key] ?? reply }
        numbers[key] = reply
        return reply
    }

    func command(_ arguments: [RedisArgument]) throws(RedisError) -> RedisReply {
        try append(arguments)
        return try reply().checked()
    }

    func close() { pipeline.close() }
}

import Redis
import Streaming

/// Passes commands on, with the bug.
final class FaultyPipeline: RedisPipeline {
    private let pipeline: any RedisPipeline
    private let bug: Injection
    private var transaction: [[RedisArgument]]?

    init(_ pipeline: any RedisPipeline, _ bug: Injection) {
        self.pipeline = pipeline
        self.bug = bug
    }

    func append(_ arguments: [RedisArgument]) throws(RedisError) {
        switch (bug, arguments[0].text) {
        case (.noCompareAndSet, "WATCH"):
            // As many replies as without the bug.
            try pipeline.append(["UNWATCH"])
        case (.offsetPlusOneForgotten, "SET"):
            guard let checkpoint = Checkpoint(text: arguments[2].text) else { return try pipeline.append(arguments) }
            let last = Checkpoint(nextOffset: checkpoint.nextOffset - 1, clusterID: checkpoint.clusterID)
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

    func reply() throws(RedisError) -> RedisReply { try pipeline.reply() }

    func command(_ arguments: [RedisArgument]) throws(RedisError) -> RedisReply { try pipeline.command(arguments) }

    func close() { pipeline.close() }
}

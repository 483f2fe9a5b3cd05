import Foundation
import LocalServers
import Redis
import Streaming
import Terminal

/// Live streams that mostly have nothing to tell: what each costs, how soon all hear of a change, how they end.
struct StreamsBench {
    let count: Int
    let servers: DevEnvironment
    let token: String
    let start: (_ arguments: [String]) throws -> RowProcess
    let tell: (String) -> Void

    /// Rounds of one person's change, for the delay of a single one.
    private static let rounds = 200

    func text() throws -> String {
        let redis = try RedisConnection(servers.redis.configuration)
        let users = (0..<count).map(Workload.user)
        for some in users.chunked(1000) { try publish(some, state: 0, redis) }
        let port = try freePort()
        let api = try start([
            "--plain-port", String(try freePort()), "--body", "{}", "--set", "api.port=\(port)", "--set",
            "api.adminPort=0", "--set", "api.streams=\(count + 1)", "--set", "api.streamsPerCaller=\(count + 1)",
            "--set", "api.heartbeat=5s",
        ])
        defer { if api.isRunning { api.terminate() } }
        let swarm = try StreamSwarm(port: port, token: token, capacity: count + 1)
        try swarm.waitForServer()
        // One stream first, so that what the first of anything costs does not count.
        try swarm.open(users[0])
        try swarm.wait(profiles: 1)
        let before = resident(api)
        for some in users.chunked(500) {
            for user in some { try swarm.open(user) }
            try swarm.wait(profiles: 1)
        }
        tell("\(count) streams are open and have their first state")
        try swarm.wait(heartbeats: 1)
        let idle = resident(api)
        let single = try (1...Self.rounds).map { round in
            let clients = swarm.clients(of: users[count - 1])
            let begin = ContinuousClock.now
            try publish([users[count - 1]], state: round, redis)
            return try swarm.wait(profiles: round + 1, clients).map { $0 - begin }.max() ?? .zero
        }.sorted()
        let begin = ContinuousClock.now
        for some in users.chunked(200) { try publish(some, state: -1, redis) }
        let all = try swarm.waitForNext().map { $0 - begin }.sorted()
        let busy = resident(api)
        let shutdown = ContinuousClock.now
        api.terminate()
        try swarm.waitForEnd()
        _ = try api.measurement()
        let rows = [
            ["live streams, \(count) idle clients", ""],
            ["memory before, MiB", String(format: "%.0f", before)],
            ["… with all of them open and a heartbeat sent, MiB", String(format: "%.0f", idle)],
            ["… for each, KiB", String(format: "%.1f", (idle - before) * 1024 / Double(count))],
            ["… after a change of every profile, MiB", String(format: "%.0f", busy)],
            ["one profile's change, p50, ms", milliseconds(single[single.count / 2])],
            ["one profile's change, p99, ms", milliseconds(single[single.count * 99 / 100])],
            ["every profile's change at once, p50, ms", milliseconds(all[all.count / 2])],
            ["every profile's change at once, p99, ms", milliseconds(all[all.count * 99 / 100])],
            ["shutdown, from SIGTERM to the process's end, s", milliseconds((ContinuousClock.now - shutdown) / 1000)],
            ["… clients that were told", "\(swarm.farewells) of \(count + 1)"],
        ]
        return TextTable.lines(rows).joined(separator: "\n")
    }

    private func resident(_ process: RowProcess) -> Double { Stopwatch.memory("VmRSS", of: String(process.pid)) }

    private func milliseconds(_ duration: Duration) -> String { String(format: "%.1f", duration / .milliseconds(1)) }

    /// Two kilobytes of profile each, and the message that tells of them, as the stream processor commits them.
    private func publish(_ users: [String], state: Int, _ redis: RedisConnection) throws {
        let pad = String(repeating: "x", count: 900)
        try redis.append(["MULTI"])
        for user in users {
            let document = #"{"state":\#(state),"pad":"\#(pad)"}"#
            try redis.append([
                "HSET", RedisArgument(LiveProfileKeys.profile(user)), "readiness", RedisArgument(document), "wellness",
                RedisArgument(document),
            ])
        }
        let messages = users.chunked(200).map { $0.joined(separator: "\n") }
        for message in messages {
            try redis.append(["PUBLISH", RedisArgument(LiveProfileKeys.updatesChannel), RedisArgument(message)])
        }
        try redis.append(["EXEC"])
        for _ in 0..<(users.count + messages.count + 2) { try redis.reply().checked() }
    }
}

extension Array {
    fileprivate func chunked(_ size: Int) -> [[Element]] {
        stride(from: 0, to: count, by: size).map { Array(self[$0..<Swift.min($0 + size, count)]) }
    }
}

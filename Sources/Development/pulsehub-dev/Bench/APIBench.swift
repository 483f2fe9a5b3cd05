import Foundation
import LocalServers
import Postgres
import Redis
import Stored
import Streaming

/// The profile API beside nginx and a route that does nothing, with a body of the same size.
struct APIBench {
    static let connections = 64
    private static let profile: @Sendable (String) -> String = { "/api/v1/profiles/\($0)" }
    private static let today: @Sendable (String) -> String = { _ in "/api/v1/readiness/today" }

    let runs: Int
    let servers: DevEnvironment
    /// Of a role that may read them all.
    /// A token of the user for each of the first users.
    let callers: [WrkLoad.Caller]
    let start: (_ arguments: [String]) throws -> RowProcess
    let tell: (String) -> Void

    /// One server under load.
    private struct Target {
        let name: String
        let load: WrkLoad
        var results: [WrkLoad.Result] = []
        var halfLoad: [WrkLoad.Result] = []
    }

    /// Asks for profiles that a stream processor has left in Redis, then for the same from PostgreSQL.
    func rows() throws -> [BenchRow] {
        let body = try document()
        let ports = try (0..<3).map { _ in try freePort() }
        let nginx = try StaticServer(port: ports[0], body: Array(body.utf8))
        defer { nginx.stop() }
        let api = try start([
            "--plain-port", String(ports[1]), "--body", body, "--set", "api.port=\(ports[2])", "--set",
            "api.adminPort=0",
        ])
        defer { if api.isRunning { api.terminate() } }
        func target(_ name: String, _ port: Int, _ path: @escaping @Sendable (String) -> String) -> Target {
            Target(name: name, load: WrkLoad(port: port, path: path, callers: callers))
        }
        var targets = [
            target("nginx, a file", ports[0], Self.profile),
            target("bare Hummingbird route", ports[1], Self.profile),
            target("GET profile from Redis", ports[2], Self.profile),
            target("GET readiness/today from Redis", ports[2], Self.today),
        ]
        try warmUp(targets, api)
        try measure(&targets)
        try copyProfiles(callers.map(\.user))
        servers.redis.stop()
        var fallback = [
            target("GET profile from PostgreSQL", ports[2], Self.profile),
            target("GET readiness/today from PostgreSQL", ports[2], Self.today),
        ]
        try warmUp(fallback, api)
        try measure(&fallback)
        api.terminate()
        let peak = try api.measurement().peakMiB
        let plain = targets[1].results.map(\.rate).sorted()
        return (targets + fallback).map { target in
            BenchRow(
                target.name, target.results, halfLoad: target.halfLoad, ceiling: plain[plain.count / 2],
                peakMiB: target.name.hasPrefix("GET") ? peak : nil)
        }
    }

    private func measure(_ targets: inout [Target]) throws {
        for run in 1...runs {
            for index in targets.indices {
                let load = targets[index].load
                let full = try load.run(connections: Self.connections, for: .seconds(4))
                let half = try load.run(connections: Self.connections, for: .seconds(3), rate: full.rate / 2)
                guard full.failures + half.failures == 0 else {
                    throw DevError("\(targets[index].name): \(full.failures + half.failures) requests failed")
                }
                targets[index].results.append(full)
                targets[index].halfLoad.append(half)
                tell("run \(run) of \(runs): \(targets[index].name): \(Int(full.rate)) per second")
            }
        }
    }

    /// Waits until all of them answer, and lets them reach their speed.
    private func warmUp(_ targets: [Target], _ api: RowProcess) throws {
        for target in targets {
            let end = ContinuousClock.now + .seconds(30)
            while (try? target.load.run(connections: 1, for: .seconds(1)))?.isGood != true {
                guard ContinuousClock.now < end, api.isRunning else {
                    throw DevError("\(target.name) did not come up")
                }
            }
            _ = try target.load.run(connections: Self.connections, for: .seconds(1))
        }
    }

    /// What the archiver would have stored of these users' profiles by now.
    private func copyProfiles(_ users: [String]) throws {
        let redis = try RedisConnection(servers.redis.configuration)
        let postgres = try PostgresConnection(servers.postgres.configuration)
        for user in users {
            for part in ["readiness", "wellness"] {
                let document = try redis.command(
                    "HGET", RedisArgument(LiveProfileKeys.profile(user)), RedisArgument(part)
                ).asBytes
                _ = try postgres.query(
                    """
                    INSERT INTO \(Tables.profileSnapshots)
                        (user_id, part, document, origin_topic, origin_partition, origin_offset)
                    VALUES ($1, $2, convert_from($3, 'UTF8')::json, 'bench', 0, 0)
                    """, [.text(user), .text(part), .bytea(document ?? [])])
            }
        }
    }

    /// A typical profile.
    private func document() throws -> String {
        let connection = try RedisConnection(servers.redis.configuration)
        let parts =
            try connection.command(
                "HMGET", RedisArgument(LiveProfileKeys.profile("user-000000")), "readiness", "wellness"
            ).asArray ?? []
        guard let readiness = parts.first?.asString, let wellness = parts.last?.asString else {
            throw DevError("the stream processor has left no profile")
        }
        return #"{"userId":"user-000000","readiness":\#(readiness),"wellness":\#(wellness)}"#
    }
}

extension WrkLoad.Result {
    fileprivate var isGood: Bool { requests > 0 && failures == 0 }
}

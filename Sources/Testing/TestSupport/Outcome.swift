import Events
import Kafka
import Postgres
import Redis
import Streaming

/// What a run has left behind, without what may differ between two runs of the same input.
package struct Outcome: Equatable, Sendable {
    /// Every field of every hash in Redis, by user.
    package var profiles: [String: Profile]
    /// The next offset of every partition that the stream processor reads.
    package var checkpoints: [TopicPartition: Int64]
    /// Every row of `archive.events` of the input topics, with all columns, in the order of the log.
    package var archive: [String]
    /// Every row of the daily tables and of the athletes' settings, with all columns.
    package var daily: [String]

    /// A user's hash: finished documents and the folds' own state.
    package typealias Profile = [String: [UInt8]]

    /// What differs, a line each, at most ten: two whole outcomes would fill the screen.
    package func differences(from other: Outcome) -> [String] {
        var lines: [String] = []
        for user in Set(profiles.keys).union(other.profiles.keys).sorted() {
            let (mine, theirs) = (profiles[user] ?? [:], other.profiles[user] ?? [:])
            for field in Set(mine.keys).union(theirs.keys).sorted() where mine[field] != theirs[field] {
                lines.append("\(user) \(field): \(Self.text(mine[field])) instead of \(Self.text(theirs[field]))")
            }
        }
        for place in Set(checkpoints.keys).union(other.checkpoints.keys).sorted()
        where checkpoints[place] != other.checkpoints[place] {
            lines.append("\(place): \(checkpoints[place] ?? 0) instead of \(other.checkpoints[place] ?? 0)")
        }
        for (mine, theirs) in [(archive, other.archive), (daily, other.daily)] {
            for change in mine.difference(from: theirs).prefix(4) {
                switch change {
                case .insert(_, let row, _): lines.append("too much: \(row)")
                case .remove(_, let row, _): lines.append("missing: \(row)")
                }
            }
        }
        return Array(lines.prefix(10))
    }

    private static func text(_ field: [UInt8]?) -> String {
        field.map { String(validating: $0, as: UTF8.self) ?? "\($0.count) bytes" } ?? "nothing"
    }
}

extension Pipeline {
    /// What is stored now.
    package func outcome() throws -> Outcome {
        Outcome(
            profiles: try profiles(), checkpoints: try checkpoints(), archive: try archive(of: Self.inputs),
            daily: try daily())
    }

    /// Every profile in Redis, by user.
    package func profiles() throws -> [String: Outcome.Profile] {
        let connection = try openRedis()
        let keys = try connection.command("KEYS", "profile:*").asArray ?? []
        var profiles: [String: Outcome.Profile] = [:]
        for case let key? in keys.map(\.asString) {
            let flat = try connection.command("HGETALL", RedisArgument(key)).asArray ?? []
            var profile: Outcome.Profile = [:]
            for index in stride(from: 0, to: flat.count - 1, by: 2) {
                if let name = flat[index].asString { profile[name] = flat[index + 1].asBytes }
            }
            profiles[String(key.dropFirst("profile:".count))] = profile
        }
        return profiles
    }

    /// The stream processor's checkpoints without the cluster's id; while a rebuild holds them, those that it will put back.
    package func checkpoints() throws -> [TopicPartition: Int64] {
        let connection = try openRedis()
        var found: [TopicPartition: Int64] = [:]
        for place in try places(of: Self.inputs) {
            let text = try connection.command("GET", RedisArgument(StoredCheckpoint.key(place))).asString
            switch text.flatMap({ StoredCheckpoint($0) }) {
            case .at(let checkpoint)?, .rebuilding(let checkpoint?)?: found[place] = checkpoint.nextOffset
            case .rebuilding(nil)?, nil: continue
            }
        }
        return found
    }

    /// The archived records of these topics, each row as JSON.
    package func archive(of topics: [String]) throws -> [String] {
        try openPostgres().query(
            """
            SELECT to_jsonb(e)::text AS row FROM archive.events AS e WHERE topic = ANY($1)
            ORDER BY topic, partition, "offset"
            """, [.textArray(topics)]
        ).rows.map { try $0.text("row") }
    }

    /// The rows of the daily tables and of the settings, each as JSON.
    package func daily() throws -> [String] {
        try openPostgres().query(
            """
            SELECT to_jsonb(t)::text AS row FROM hrv_daily AS t UNION ALL SELECT to_jsonb(t)::text FROM sleep_daily AS t
            UNION ALL SELECT to_jsonb(t)::text FROM nap_daily AS t
            UNION ALL SELECT to_jsonb(t)::text FROM training_daily AS t
            UNION ALL SELECT to_jsonb(t)::text FROM profile_settings AS t ORDER BY 1
            """
        ).rows.map { try $0.text("row") }
    }
}

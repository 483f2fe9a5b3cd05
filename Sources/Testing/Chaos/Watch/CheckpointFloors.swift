import Kafka

/// How far checkpoints have been seen, which is how far they may never go back. Pure.
package struct CheckpointFloors: Sendable {
    private var redis: [TopicPartition: Int64] = [:]
    private var archive: [TopicPartition: Int64] = [:]
    /// As far as a rebuild that runs may put Redis' checkpoints back; empty while none does.
    private var rebuild: [TopicPartition: Int64] = [:]

    /// Nothing has been seen yet.
    package init() {}

    /// Takes note of Redis' checkpoints, and tells which of them have gone back.
    package mutating func seeRedis(_ found: [TopicPartition: Int64]) -> [String] {
        lower()
        return Self.see("Redis", found, &redis)
    }

    /// Takes note of the archive's.
    package mutating func seeArchive(_ found: [TopicPartition: Int64]) -> [String] {
        Self.see("PostgreSQL", found, &archive)
    }

    /// Redis may have forgotten its last second, profiles and checkpoints together.
    package mutating func loseRedis() { redis = [:] }

    /// A rebuild puts back the archive's checkpoint where the archive stands still behind Redis: nothing is lost by that, since
    /// profiles go back with it, and the records are read again.
    package mutating func beginRebuild() {
        // What was seen of the archive is no more than it has now.
        rebuild = archive
    }

    /// No further than it has put them back.
    package mutating func endRebuild() {
        lower()
        rebuild = [:]
    }

    private mutating func lower() { redis.merge(rebuild.filter { redis[$0.key] != nil }, uniquingKeysWith: min) }

    private static func see(
        _ store: String, _ found: [TopicPartition: Int64], _ floor: inout [TopicPartition: Int64]
    ) -> [String] {
        defer { floor.merge(found) { $1 } }
        return floor.filter { found[$0.key] ?? -1 < $0.value }.map { place, least in
            "\(store)'s checkpoint of \(place) went back from \(least) to \(found[place] ?? -1)"
        }
    }
}

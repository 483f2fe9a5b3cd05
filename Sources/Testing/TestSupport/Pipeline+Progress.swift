import Events
import Kafka
import Postgres
import Redis

extension Pipeline {
    /// How many records the topics hold.
    public func logEnd(of topics: [String]) throws -> Int64 {
        var end: Int64 = 0
        for topic in topics {
            for partition in 0..<(Self.partitions[topic] ?? 0) {
                let place = TopicPartition(topic: topic, partition: partition)
                end += try producer.watermarks(of: place, deadline: .seconds(10)).high
            }
        }
        return end
    }

    /// How many records of its topics the stream processor has folded, by its checkpoints; nil while Redis is down.
    public var hotProgress: Int64? {
        (try? checkpoints())?.values.reduce(0, +)
    }

    /// How many records of the topics the archiver has archived, by its checkpoints; nil while PostgreSQL is down.
    public func coldProgress(of topics: [String]) -> Int64? {
        try? openPostgres().query(
            "SELECT coalesce(sum(next_offset), 0)::bigint AS sum FROM archive.checkpoints WHERE topic = ANY($1)",
            [.textArray(topics)]
        ).first.map { Int64(try $0.int("sum")) }
    }

    /// The archiver's checkpoints.
    public func archiveCheckpoints() throws -> [TopicPartition: Int64] {
        let rows = try openPostgres().query("SELECT topic, partition, next_offset FROM archive.checkpoints").rows
        return Dictionary(
            uniqueKeysWithValues: try rows.map { row in
                let place = TopicPartition(topic: try row.text("topic"), partition: Int32(try row.int("partition")))
                return (place, Int64(try row.int("next_offset")))
            })
    }

    /// Whether the stream processor has folded all there is.
    public func isHotDone() throws -> Bool { try hotProgress == logEnd(of: Self.inputs) }

    /// Whether the archiver has archived all there is.
    public func isColdDone() throws -> Bool { try coldProgress(of: Topics.all) == logEnd(of: Topics.all) }

    /// Waits until the stream processor has folded everything, and the archiver has archived that and what came of it.
    public func waitUntilDone(deadline: Duration = .seconds(90)) throws {
        try eventually("the stream processor has caught up", deadline: deadline, state: { logs }) {
            try checkAlive()
            return try isHotDone()
        }
        try eventually("the archiver has caught up", deadline: deadline, state: { logs }) {
            try checkAlive()
            return try isColdDone()
        }
    }
}

import Events
import Kafka
import Postgres
import Redis

extension Pipeline {
    /// Every partition that the topics have now.
    package func places(of topics: [String]) throws -> [TopicPartition] {
        try topics.flatMap { topic in
            (0..<(try producer.partitionCount(of: topic, deadline: .seconds(10))))
                .map { TopicPartition(topic: topic, partition: $0) }
        }
    }

    /// The sum of the topics' ends.
    package func logEnd(of topics: [String]) throws -> Int64 {
        try places(of: topics).reduce(0) { try $0 + producer.watermarks(of: $1, deadline: .seconds(10)).high }
    }

    /// How many records of its topics the stream processor has folded, by its checkpoints; nil while Redis is down.
    package var hotProgress: Int64? {
        (try? checkpoints())?.values.reduce(0, +)
    }

    /// How many records of the topics the archiver has archived, by its checkpoints; nil while PostgreSQL is down.
    package func coldProgress(of topics: [String]) -> Int64? {
        try? openPostgres().query(
            "SELECT coalesce(sum(next_offset), 0)::bigint AS sum FROM archive.checkpoints WHERE topic = ANY($1)",
            [.textArray(topics)]
        ).first.map { Int64(try $0.int("sum")) }
    }

    /// The archiver's checkpoints.
    package func archiveCheckpoints() throws -> [TopicPartition: Int64] {
        let rows = try openPostgres().query("SELECT topic, partition, next_offset FROM archive.checkpoints").rows
        return Dictionary(
            uniqueKeysWithValues: try rows.map { row in
                let place = TopicPartition(topic: try row.text("topic"), partition: Int32(try row.int("partition")))
                return (place, Int64(try row.int("next_offset")))
            })
    }

    /// Whether the stream processor has folded all there is.
    package func isHotDone() throws -> Bool { try hotProgress == logEnd(of: Self.inputs) }

    /// Whether the archiver has archived all there is.
    package func isColdDone() throws -> Bool { try coldProgress(of: Topics.all) == logEnd(of: Topics.all) }

    /// Waits until the stream processor has folded everything, and the archiver has archived that and what came of it.
    package func waitUntilDone(deadline: Duration = .seconds(90)) throws {
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

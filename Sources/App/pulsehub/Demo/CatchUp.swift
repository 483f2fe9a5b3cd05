import Events
import Kafka
import Postgres
import Redis

/// How far both sinks are behind the log, by their own checkpoints, and the rescorer behind its queue.
struct CatchUp {
    /// Records whose effects are not yet stored.
    struct Lag: Equatable {
        var hot: Int64 = 0
        var cold: Int64 = 0
        /// People whose older dates are to be rescored.
        var rescore: Int64 = 0
        var total: Int64 { hot + cold + rescore }
    }

    let producer: Producer
    let redis: RedisConfiguration
    let postgres: PostgresConfiguration

    func lag() throws -> Lag {
        let connection = try RedisConnection(redis)
        let database = try PostgresConnection(postgres)
        var archived: [TopicPartition: Int64] = [:]
        for row in try database.query("SELECT topic, partition, next_offset FROM archive.checkpoints").rows {
            let place = TopicPartition(topic: try row.text("topic"), partition: Int32(try row.int("partition")))
            archived[place] = Int64(try row.int("next_offset"))
        }
        var lag = Lag()
        for topic in Topics.all {
            for partition in 0..<(try producer.partitionCount(of: topic, deadline: .seconds(10))) {
                let place = TopicPartition(topic: topic, partition: partition)
                let end = try producer.watermarks(of: place, deadline: .seconds(10)).high
                lag.cold += end - (archived[place] ?? 0)
                guard topic == Topics.wellness || topic == Topics.activity else { continue }
                let stored = try connection.command("GET", RedisArgument("checkpoint:\(topic):\(partition)")).asString
                lag.hot += end - (stored.flatMap { Int64($0.split(separator: " ").first ?? "") } ?? 0)
            }
        }
        // Counted last: requests come from what the archiver has just archived.
        lag.rescore = Int64(try database.query("SELECT count(*) FROM rescore_queue").first?.int(0) ?? 0)
        return lag
    }
}

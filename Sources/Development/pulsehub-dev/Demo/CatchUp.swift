import Events
import Kafka
import Postgres
import Redis
import Stored
import Streaming

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
        let archived = try ArchiveCheckpoints.read(on: database)
        var lag = Lag()
        for topic in Topics.all {
            for partition in 0..<(try producer.partitionCount(of: topic, deadline: .seconds(10))) {
                let place = TopicPartition(topic: topic, partition: partition)
                let end = try producer.watermarks(of: place, deadline: .seconds(10)).high
                lag.cold += end - (archived[place]?.nextOffset ?? 0)
                guard topic == Topics.wellness || topic == Topics.activity else { continue }
                let stored = try connection.command("GET", RedisArgument(StoredCheckpoint.key(place))).asString
                lag.hot += end - (stored.flatMap { Checkpoint(text: $0) }?.nextOffset ?? 0)
            }
        }
        // Counted last: requests come from what the archiver has just archived.
        lag.rescore = Int64(try database.query("SELECT count(*) FROM \(Tables.rescoreQueue)").first?.int(0) ?? 0)
        return lag
    }
}

import Access
import Kafka
import Postgres
import ProfileAPI
import Redis

extension Assembly {
    /// How the API erases people, with connections of its own: an erasure waits longer than a read may.
    func personErasure() throws -> (erasure: PersonErasure, producer: Producer, release: @Sendable () -> Void) {
        let producer = try producer(deliveryTimeout: .seconds(5))
        let redis = RedisClient(try redis())
        let postgres = PostgresPool(try postgres(), limits: .init(connections: 1), watch: PoolWatch("erasure"))
        let log = KafkaErasureLog(producer: producer, redis: redis, postgres: postgres)
        return (
            PersonErasure(log: log, besides: [PostgresAccessDirectory(postgres)], logger: logger),
            producer,
            {
                producer.close(deadline: Self.farewell)
                redis.shutdown()
                postgres.shutdown()
            }
        )
    }
}

import Events
import HTTPKit
import Kafka
import Postgres
import Redis
import Stored
import Streaming

/// Erasures as records in Kafka, carried out once the checkpoints of both sinks have passed them.
package struct KafkaErasureLog: ErasureLog {
    /// Whose profiles the stream processor keeps in Redis.
    private static let live = [Topics.wellness, Topics.activity]

    private let producer: Producer
    private let redis: RedisClient
    private let postgres: PostgresPool

    /// All three stay the caller's to close.
    package init(producer: Producer, redis: RedisClient, postgres: PostgresPool) {
        self.producer = producer
        self.redis = redis
        self.postgres = postgres
    }

    /// One record for each topic, in the user's partition; waits at most the producer's delivery timeout for each.
    package func append(_ erasure: Erasure) async throws -> [RecordOrigin] {
        var places: [RecordOrigin] = []
        for topic in Erasure.topics {
            let delivery = try await producer.send(erasure.record(in: topic))
            places.append(RecordOrigin(topic: topic, partition: delivery.partition, offset: delivery.offset))
        }
        return places
    }

    /// Reads the checkpoints that the sinks commit with their effects.
    package func isCarriedOut(_ places: [RecordOrigin], until end: Deadline) async throws -> Bool {
        for place in places where Self.live.contains(place.topic) {
            let partition = TopicPartition(topic: place.topic, partition: place.partition)
            let reply = try await redis.command("GET", .string(StoredCheckpoint.key(partition)))
            guard case .at(let checkpoint)? = reply.asString.flatMap({ StoredCheckpoint($0) }),
                checkpoint.nextOffset > place.offset
            else { return false }
        }
        let archived = try await postgres.withConnection(deadline: end.left) { connection in
            try ArchiveCheckpoints.read(on: connection)
        }
        return places.allSatisfy { place in
            let partition = TopicPartition(topic: place.topic, partition: place.partition)
            return archived[partition].map { $0.nextOffset > place.offset } ?? false
        }
    }
}

import Kafka
import Redis

/// What a ``HotSink`` works with: real servers and a real clock, unless somebody stands in for them.
package struct HotSurroundings {
    /// Opens a connection to Redis.
    package var connect: () throws(RedisError) -> any RedisPipeline
    /// Takes insights, dead letters and rerouted records.
    package var outlet: any RecordOutlet
    /// Differences alone count.
    package var now: () -> ContinuousClock.Instant

    /// All of it.
    package init(
        connect: @escaping () throws(RedisError) -> any RedisPipeline, outlet: any RecordOutlet,
        now: @escaping () -> ContinuousClock.Instant
    ) {
        self.connect = connect
        self.outlet = outlet
        self.now = now
    }
}

/// Takes records and waits until every one is acknowledged: a ``Producer``, unless somebody stands in for it.
package protocol RecordOutlet {
    /// After an error some of the records may have been written: to deliver the same again gives each at least once.
    func deliver(_ records: [ProducerRecord], deadline: Duration) throws(KafkaError)
}

extension Producer: RecordOutlet {
    package func deliver(_ records: [ProducerRecord], deadline: Duration) throws(KafkaError) {
        _ = try sendAndWait(records, deadline: deadline)
    }
}

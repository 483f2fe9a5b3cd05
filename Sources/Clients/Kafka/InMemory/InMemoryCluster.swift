import CRdKafka
import Synchronization

/// librdkafka's mock cluster: brokers inside this process, on loopback TCP, that other processes can use as well.
///
/// The log is in memory and bounded (5 MiB or 100,000 produced batches per partition, then the oldest go). There are no
/// admin calls, no time lookup, no compaction, and transactions are acknowledged without effect. A topic that is asked
/// for appears by itself, with 4 partitions.
package final class InMemoryCluster: Sendable {
    /// A request of the Kafka protocol, by its API key.
    package struct API: RawRepresentable, Hashable, Sendable {
        /// The key on the wire.
        package let rawValue: Int16

        /// Any API key.
        package init(rawValue: Int16) {
            self.rawValue = rawValue
        }

        /// Appending records.
        package static let produce = Self(rawValue: 0)
        /// Reading records.
        package static let fetch = Self(rawValue: 1)
        /// Topics, partitions and leaders.
        package static let metadata = Self(rawValue: 3)
        /// The group's progress.
        package static let offsetCommit = Self(rawValue: 8)
        /// Entering a group.
        package static let joinGroup = Self(rawValue: 11)
        /// Staying in a group.
        package static let heartbeat = Self(rawValue: 12)
        /// Being told what to read.
        package static let syncGroup = Self(rawValue: 14)
        /// Beginning as an idempotent producer.
        package static let initProducerID = Self(rawValue: 22)
    }

    // @unchecked: the mock's functions hand their work to its own thread, and the pointer is used only under the lock.
    private struct Running: @unchecked Sendable {
        let host: ClientHandle
        let cluster: OpaquePointer
    }

    private let running: Mutex<Running?>
    /// `host:port` of every broker, for `bootstrap.servers`.
    package let bootstrapServers: String

    /// Starts brokers numbered from 1, each on a free port of 127.0.0.1.
    package static func start(brokers: Int = 1, log: KafkaLog? = nil) throws(KafkaError) -> InMemoryCluster {
        try InMemoryCluster(brokers: brokers, log: log)
    }

    private init(brokers: Int, log: KafkaLog?) throws(KafkaError) {
        guard (1...100).contains(brokers) else {
            throw KafkaError(.invalidArgument, reason: "1 to 100 brokers, not \(brokers)")
        }
        let host = try ClientHandle(
            RD_KAFKA_PRODUCER, properties: [:], defaults: ["client.id": "in-memory-cluster", "log_level": "3"],
            context: ClientContext(log: log))
        guard let cluster = rd_kafka_mock_cluster_new(host.pointer, Int32(brokers)),
            let servers = rd_kafka_mock_cluster_bootstraps(cluster)
        else { throw KafkaError(.state, reason: "the in-memory cluster cannot listen on 127.0.0.1") }
        bootstrapServers = String(cString: servers)
        running = Mutex(Running(host: host, cluster: cluster))
    }

    deinit {
        stop()
    }

    /// Ends the brokers; the log is gone. Further calls do nothing.
    package func stop() {
        running.withLock { running in
            if let cluster = running?.cluster { rd_kafka_mock_cluster_destroy(cluster) }
            running = nil
        }
    }

    /// Creates a topic; one that exists is an error.
    package func createTopic(_ name: String, partitions: Int32, replication: Int32 = 1) throws(KafkaError) {
        try run { rd_kafka_mock_topic_create($0, name, partitions, replication) }
    }

    /// Answers the next requests of this kind, one each, with these codes; ``KafkaError/Code/transport`` disconnects.
    package func pushErrors(_ api: API, _ codes: [KafkaError.Code]) throws(KafkaError) {
        let responses = codes.map(\.response)
        try run { cluster in
            rd_kafka_mock_push_request_errors_array(cluster, api.rawValue, responses.count, responses)
            return RD_KAFKA_RESP_ERR_NO_ERROR
        }
    }

    /// Delays every answer of one broker, or with nil of all.
    package func setRoundTripTime(broker: Int32? = nil, _ time: Duration) throws(KafkaError) {
        try run { rd_kafka_mock_broker_set_rtt($0, broker ?? -1, time.milliseconds) }
    }

    /// Moves the leadership of a partition; nil leaves it without a leader, which is how to stage an outage: the
    /// library's own way of taking a broker down gives its port away and aborts when it cannot have it back.
    package func setLeader(of place: TopicPartition, broker: Int32?) throws(KafkaError) {
        try run { rd_kafka_mock_partition_set_leader($0, place.topic, place.partition, broker ?? -1) }
    }

    private func run(_ call: (OpaquePointer) -> rd_kafka_resp_err_t) throws(KafkaError) {
        let response = running.withLock { running in
            running.map { call($0.cluster) } ?? RD_KAFKA_RESP_ERR__DESTROY
        }
        guard response == RD_KAFKA_RESP_ERR_NO_ERROR else { throw KafkaError(KafkaError.Code(response)) }
    }
}

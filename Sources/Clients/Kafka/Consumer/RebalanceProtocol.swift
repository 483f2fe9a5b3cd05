import CRdKafka

/// How the group moves partitions, which decides the calls that answer a rebalance.
enum RebalanceProtocol {
    /// Lists hold only what changes.
    case cooperative
    /// Lists hold everything, every time.
    case eager

    init(of client: OpaquePointer) {
        let name = rd_kafka_rebalance_protocol(client).map { String(cString: $0) }
        self = name == "COOPERATIVE" ? .cooperative : .eager
    }

    func assign(
        _ partitions: UnsafePointer<rd_kafka_topic_partition_list_t>, client: OpaquePointer
    ) throws(KafkaError) {
        switch self {
        case .cooperative: try Self.check(rd_kafka_incremental_assign(client, partitions))
        case .eager: try KafkaError.check(rd_kafka_assign(client, partitions), client: client)
        }
    }

    func unassign(
        _ partitions: UnsafePointer<rd_kafka_topic_partition_list_t>, client: OpaquePointer
    ) throws(KafkaError) {
        switch self {
        case .cooperative: try Self.check(rd_kafka_incremental_unassign(client, partitions))
        case .eager: try KafkaError.check(rd_kafka_assign(client, nil), client: client)
        }
    }

    /// Takes none of the partitions offered. The answer itself is owed: without it the group's rebalance never ends.
    func refuse(client: OpaquePointer) throws(KafkaError) {
        let nothing = PartitionList([])
        try assign(nothing.pointer, client: client)
    }

    private static func check(_ error: OpaquePointer?) throws(KafkaError) {
        if let error { throw KafkaError(consuming: error) }
    }
}

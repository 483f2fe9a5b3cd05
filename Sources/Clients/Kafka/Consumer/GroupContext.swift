import CRdKafka

/// Answers the group's rebalances. librdkafka calls it only from inside a poll or a close, so all but the log belongs
/// to the consumer's owning thread.
final class GroupContext: ClientContext {
    /// For any thread.
    let joins = JoinWatch()
    private let handlers: Consumer.Handlers
    /// Where each partition now assigned was told to begin, as librdkafka writes offsets.
    private(set) var starts: [TopicPartition: Int64] = [:]
    /// Partitions given up since the last `beginPoll()`.
    private(set) var revoked: Set<TopicPartition> = []
    /// Whether the group has ever told this member what it is to read, be it nothing.
    private(set) var wasAssigned = false
    private var failure: KafkaError?

    init(handlers: Consumer.Handlers, log: KafkaLog?) {
        self.handlers = handlers
        super.init(log: log)
    }

    override func register(in configuration: OpaquePointer) {
        super.register(in: configuration)
        joins.register(in: configuration)
        rd_kafka_conf_set_rebalance_cb(configuration) { client, event, partitions, _ in
            guard let client, let partitions, let context = ClientContext.of(client) as? GroupContext else { return }
            context.rebalance(event, partitions, client: client)
        }
    }

    func beginPoll() {
        revoked.removeAll(keepingCapacity: true)
    }

    /// Keeps an error for the poll in progress, or the next one, to throw: a callback cannot. The first cause counts.
    func fail(_ error: KafkaError) {
        failure = failure ?? error
    }

    func takeFailure() -> KafkaError? {
        defer { failure = nil }
        return failure
    }

    private func rebalance(
        _ event: rd_kafka_resp_err_t, _ partitions: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>,
        client: OpaquePointer
    ) {
        let protocolInUse = RebalanceProtocol(of: client)
        do throws(KafkaError) {
            switch event {
            case RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS:
                wasAssigned = true
                do throws(KafkaError) {
                    try setStarts(in: partitions)
                } catch {
                    try protocolInUse.refuse(client: client)
                    throw error
                }
                try protocolInUse.assign(partitions, client: client)
            case RD_KAFKA_RESP_ERR__REVOKE_PARTITIONS:
                let places = partitions.places
                handlers.onRevoke(places, rd_kafka_assignment_lost(client) != 0)
                revoked.formUnion(places)
                for place in places { starts[place] = nil }
                try protocolInUse.unassign(partitions, client: client)
            default:
                rd_kafka_assign(client, nil)
                throw KafkaError(event, client: client)
            }
        } catch {
            fail(error)
        }
    }

    private func setStarts(
        in partitions: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>
    ) throws(KafkaError) {
        let chosen: [TopicPartition: Consumer.StartOffset]
        do {
            chosen = try handlers.onAssign(partitions.places)
        } catch {
            throw KafkaError(.handlerFailed, reason: "onAssign threw: \(error)", underlying: error)
        }
        for index in partitions.elements.indices {
            let place = partitions.elements[index].place
            guard let start = chosen[place] else { continue }
            let offset = try start.librdkafkaOffset(at: place)
            partitions.elements[index].offset = offset
            starts[place] = offset
        }
    }
}

extension Consumer.StartOffset {
    fileprivate func librdkafkaOffset(at place: TopicPartition) throws(KafkaError) -> Int64 {
        switch self {
        case .beginning: return Int64(RD_KAFKA_OFFSET_BEGINNING)
        case .end: return Int64(RD_KAFKA_OFFSET_END)
        case .at(let offset):
            guard offset >= 0 else {
                throw KafkaError(.invalidArgument, reason: "start offset \(offset) is negative", partition: place)
            }
            return offset
        }
    }
}

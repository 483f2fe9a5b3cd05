import CRdKafka

extension ClientHandle {
    func partitionCount(of topic: String, timeout: Duration) throws(KafkaError) -> Int32 {
        let found = try metadata(of: topic, timeout: timeout)
        guard let description = found.first(where: { $0.name == topic }) else {
            throw KafkaError(.unknownTopicOrPartition, reason: "no topic named \(topic)")
        }
        if let error = description.error { throw error }
        return Int32(description.partitions.count)
    }

    /// Of every topic that this client uses.
    func partitionCounts(timeout: Duration) throws(KafkaError) -> [String: Int32] {
        var counts: [String: Int32] = [:]
        for topic in try metadata(isOfAll: false, timeout: timeout) {
            if let error = topic.error { throw error }
            counts[topic.name] = Int32(topic.partitions.count)
        }
        return counts
    }

    func watermarks(of place: TopicPartition, timeout: Duration) throws(KafkaError) -> (low: Int64, high: Int64) {
        var low: Int64 = 0
        var high: Int64 = 0
        try KafkaError.check(
            rd_kafka_query_watermark_offsets(
                pointer, place.topic, place.partition, &low, &high, timeout.milliseconds),
            client: pointer, partition: place)
        return (low, high)
    }

    func committed(
        of places: [TopicPartition], timeout: Duration
    ) throws(KafkaError) -> [TopicPartition: CommittedOffset] {
        guard !places.isEmpty else { return [:] }
        let list = PartitionList(places.map { ($0, Int64(RD_KAFKA_OFFSET_INVALID)) })
        try KafkaError.check(rd_kafka_committed(pointer, list.pointer, timeout.milliseconds), client: pointer)
        var found: [TopicPartition: CommittedOffset] = [:]
        for element in list.pointer.elements where element.offset >= 0 {
            found[element.place] = CommittedOffset(offset: element.offset, metadata: element.note)
        }
        return found
    }

    func clusterID(timeout: Duration) -> String? {
        guard let name = rd_kafka_clusterid(pointer, timeout.milliseconds) else { return nil }
        defer { rd_kafka_mem_free(pointer, name) }
        return String(cString: name)
    }

    /// One topic, or with nil all of the cluster.
    func metadata(of topic: String?, timeout: Duration) throws(KafkaError) -> [TopicDescription] {
        var single: OpaquePointer?
        if let topic {
            single = rd_kafka_topic_new(pointer, topic, nil)
            guard single != nil else { throw KafkaError(rd_kafka_last_error(), client: pointer) }
        }
        defer { if let single { rd_kafka_topic_destroy(single) } }
        return try metadata(isOfAll: single == nil, single, timeout: timeout)
    }

    /// - Parameter single: instead of all topics of the cluster or, where it is not of all, of those that this client uses.
    private func metadata(
        isOfAll: Bool, _ single: OpaquePointer? = nil, timeout: Duration
    ) throws(KafkaError) -> [TopicDescription] {
        var answer: UnsafePointer<rd_kafka_metadata>?
        try KafkaError.check(
            rd_kafka_metadata(pointer, isOfAll ? 1 : 0, single, &answer, timeout.milliseconds), client: pointer)
        guard let answer else { throw KafkaError(.state, reason: "empty metadata") }
        defer { rd_kafka_metadata_destroy(answer) }
        return UnsafeBufferPointer(start: answer.pointee.topics, count: Int(answer.pointee.topic_cnt))
            .map(TopicDescription.init)
    }
}

extension TopicDescription {
    fileprivate init(_ topic: rd_kafka_metadata_topic) {
        self.init(
            name: String(cString: topic.topic),
            partitions: UnsafeBufferPointer(start: topic.partitions, count: Int(topic.partition_cnt)).map { partition in
                PartitionDescription(
                    partition: partition.id, leader: partition.leader < 0 ? nil : partition.leader,
                    replicas: Array(UnsafeBufferPointer(start: partition.replicas, count: Int(partition.replica_cnt))),
                    inSync: Array(UnsafeBufferPointer(start: partition.isrs, count: Int(partition.isr_cnt))))
            },
            error: topic.err == RD_KAFKA_RESP_ERR_NO_ERROR ? nil : KafkaError(KafkaError.Code(topic.err)))
    }
}

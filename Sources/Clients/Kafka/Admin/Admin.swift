import CRdKafka

/// Creates, inspects and alters topics on a real broker. Calls block until the broker answers; any thread may call.
///
/// Against an ``InMemoryCluster`` only ``topics(timeout:)`` and ``topic(_:timeout:)`` work; the others throw
/// ``KafkaError/Code/timedOut`` (or ``KafkaError/Code/unsupportedFeature``), and the reason says so.
package final class Admin: Sendable {
    let handle: ClientHandle

    /// Opens a client; brokers are contacted in the background.
    package init(properties: KafkaProperties, clientID: String, log: KafkaLog? = nil) throws(KafkaError) {
        handle = try ClientHandle(
            RD_KAFKA_PRODUCER, properties: properties, defaults: ["client.id": clientID],
            context: ClientContext(log: log))
    }

    /// Every topic of the cluster, with its partitions.
    package func topics(timeout: Duration) throws(KafkaError) -> [TopicDescription] {
        try handle.metadata(of: nil, timeout: timeout)
    }

    /// One topic; nil if there is none of that name.
    package func topic(_ name: String, timeout: Duration) throws(KafkaError) -> TopicDescription? {
        // Asking for everything: a question for one topic may create it, where the broker allows that.
        try topics(timeout: timeout).first { $0.name == name }
    }

    /// Creates topics; one that exists gets the result ``KafkaError/Code/topicAlreadyExists``.
    package func createTopics(_ topics: [NewTopic], timeout: Duration) throws(KafkaError) -> [TopicResult] {
        var requests: [OpaquePointer?] = []
        defer { for request in requests { rd_kafka_NewTopic_destroy(request) } }
        for topic in topics {
            let (request, reason) = withErrorText { text, size in
                rd_kafka_NewTopic_new(topic.name, topic.partitions, topic.replication ?? -1, text, size)
            }
            guard let request else { throw KafkaError(.invalidArgument, reason: "topic \(topic.name): \(reason)") }
            requests.append(request)
            for (name, value) in topic.config {
                let response = rd_kafka_NewTopic_set_config(request, name, value)
                try KafkaError.check(response, client: handle.pointer)
            }
        }
        let answer = try handle.adminCall(RD_KAFKA_ADMIN_OP_CREATETOPICS, timeout: timeout) { options, answers in
            rd_kafka_CreateTopics(handle.pointer, &requests, requests.count, options, answers)
        }
        var count = 0
        return TopicResult.all(
            rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(answer.event), &count), count)
    }

    /// Deletes topics and all their records.
    package func deleteTopics(_ names: [String], timeout: Duration) throws(KafkaError) -> [TopicResult] {
        var requests = names.map { rd_kafka_DeleteTopic_new($0) }
        defer { for request in requests { rd_kafka_DeleteTopic_destroy(request) } }
        let answer = try handle.adminCall(RD_KAFKA_ADMIN_OP_DELETETOPICS, timeout: timeout) { options, answers in
            rd_kafka_DeleteTopics(handle.pointer, &requests, requests.count, options, answers)
        }
        var count = 0
        return TopicResult.all(
            rd_kafka_DeleteTopics_result_topics(rd_kafka_event_DeleteTopics_result(answer.event), &count), count)
    }

    /// Raises a topic's number of partitions to `total`. Keys change place from then on; records in the log do not.
    package func createPartitions(
        of topic: String, total: Int32, timeout: Duration
    ) throws(KafkaError) -> [TopicResult] {
        let (request, reason) = withErrorText { text, size in
            rd_kafka_NewPartitions_new(topic, Int(total), text, size)
        }
        guard let request else { throw KafkaError(.invalidArgument, reason: "topic \(topic): \(reason)") }
        var requests: [OpaquePointer?] = [request]
        defer { rd_kafka_NewPartitions_destroy(request) }
        let answer = try handle.adminCall(RD_KAFKA_ADMIN_OP_CREATEPARTITIONS, timeout: timeout) { options, answers in
            rd_kafka_CreatePartitions(handle.pointer, &requests, requests.count, options, answers)
        }
        var count = 0
        return TopicResult.all(
            rd_kafka_CreatePartitions_result_topics(rd_kafka_event_CreatePartitions_result(answer.event), &count), count
        )
    }
}

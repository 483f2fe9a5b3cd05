import CRdKafka

extension Admin {
    /// The settings of topics, defaults included.
    package func describeConfigs(of topics: [String], timeout: Duration) throws(KafkaError) -> [TopicConfig] {
        var requests = topics.map { rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, $0) }
        defer { for request in requests { rd_kafka_ConfigResource_destroy(request) } }
        let answer = try handle.adminCall(RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS, timeout: timeout) { options, answers in
            rd_kafka_DescribeConfigs(handle.pointer, &requests, requests.count, options, answers)
        }
        var count = 0
        let resources = rd_kafka_DescribeConfigs_result_resources(
            rd_kafka_event_DescribeConfigs_result(answer.event), &count)
        return UnsafeBufferPointer(start: resources, count: count).compactMap { $0.flatMap(TopicConfig.init) }
    }

    /// Sets a topic's settings. The protocol request replaces them all: one that is left out returns to its default.
    package func alterConfigs(
        of topic: String, to config: [String: String], timeout: Duration
    ) throws(KafkaError) -> TopicResult {
        guard let request = rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, topic) else {
            throw KafkaError(.invalidArgument, reason: "topic \(topic)")
        }
        defer { rd_kafka_ConfigResource_destroy(request) }
        for (name, value) in config {
            try KafkaError.check(rd_kafka_ConfigResource_set_config(request, name, value), client: handle.pointer)
        }
        var requests: [OpaquePointer?] = [request]
        let answer = try handle.adminCall(RD_KAFKA_ADMIN_OP_ALTERCONFIGS, timeout: timeout) { options, answers in
            rd_kafka_AlterConfigs(handle.pointer, &requests, requests.count, options, answers)
        }
        var count = 0
        let resources = rd_kafka_AlterConfigs_result_resources(rd_kafka_event_AlterConfigs_result(answer.event), &count)
        guard count > 0, let resource = resources?[0] else {
            throw KafkaError(.state, reason: "the broker answered for no topic")
        }
        return TopicResult(topic: topic, error: .of(resource))
    }
}

extension KafkaError {
    fileprivate static func of(_ resource: OpaquePointer) -> KafkaError? {
        .unlessSuccess(
            rd_kafka_ConfigResource_error(resource),
            rd_kafka_ConfigResource_error_string(resource).map { String(cString: $0) })
    }
}

extension TopicConfig {
    fileprivate init?(_ resource: OpaquePointer) {
        guard let name = rd_kafka_ConfigResource_name(resource) else { return nil }
        var count = 0
        let list = rd_kafka_ConfigResource_configs(resource, &count)
        var entries: [String: ConfigEntry] = [:]
        for case let entry? in UnsafeBufferPointer(start: list, count: count) {
            guard let name = rd_kafka_ConfigEntry_name(entry) else { continue }
            entries[String(cString: name)] = ConfigEntry(
                value: rd_kafka_ConfigEntry_value(entry).map { String(cString: $0) },
                isDefault: rd_kafka_ConfigEntry_source(entry) != RD_KAFKA_CONFIG_SOURCE_DYNAMIC_TOPIC_CONFIG,
                isReadOnly: rd_kafka_ConfigEntry_is_read_only(entry) != 0)
        }
        self.init(topic: String(cString: name), entries: entries, error: .of(resource))
    }
}

import CRdKafka

/// The answer of one admin request; results read from it are valid while it lives.
struct AdminAnswer: ~Copyable {
    let event: OpaquePointer

    deinit {
        rd_kafka_event_destroy(event)
    }
}

extension ClientHandle {
    /// Sends one admin request and waits for its answer.
    ///
    /// An in-memory cluster knows no admin request. librdkafka shows that as a timeout, so the error says what it may be.
    func adminCall(
        _ operation: rd_kafka_admin_op_t, timeout: Duration,
        submit: (_ options: OpaquePointer?, _ answers: OpaquePointer?) -> Void
    ) throws(KafkaError) -> AdminAnswer {
        let limit = ContinuousClock.now + timeout
        let options = rd_kafka_AdminOptions_new(pointer, operation)
        defer { rd_kafka_AdminOptions_destroy(options) }
        _ = rd_kafka_AdminOptions_set_request_timeout(options, max(1, limit.remaining.milliseconds), nil, 0)
        _ = rd_kafka_AdminOptions_set_operation_timeout(options, max(1, limit.remaining.milliseconds), nil, 0)
        let answers = rd_kafka_queue_new(pointer)
        defer { rd_kafka_queue_destroy(answers) }

        submit(options, answers)
        // librdkafka answers every request by its timeout; the second on top lets that answer arrive.
        guard let event = rd_kafka_queue_poll(answers, (limit.remaining + .seconds(1)).milliseconds) else {
            throw KafkaError(.timedOut, reason: "no answer to the admin request within \(timeout)")
        }
        let answer = AdminAnswer(event: event)
        let code = rd_kafka_event_error(event)
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR else {
            let reason = rd_kafka_event_error_string(event).map { String(cString: $0) } ?? ""
            guard code == RD_KAFKA_RESP_ERR__TIMED_OUT else { throw KafkaError(code, client: pointer, reason: reason) }
            throw KafkaError(
                .timedOut,
                reason: "\(reason): no broker is reachable, or this is an in-memory cluster, which has no admin calls")
        }
        return answer
    }
}

extension TopicResult {
    /// Reads librdkafka's array of `rd_kafka_topic_result_t`.
    static func all(_ results: UnsafeMutablePointer<OpaquePointer?>?, _ count: Int) -> [TopicResult] {
        UnsafeBufferPointer(start: results, count: count).compactMap { result in
            guard let result, let name = rd_kafka_topic_result_name(result) else { return nil }
            let reason = rd_kafka_topic_result_error_string(result).map { String(cString: $0) }
            return TopicResult(
                topic: String(cString: name), error: .unlessSuccess(rd_kafka_topic_result_error(result), reason))
        }
    }
}

extension KafkaError {
    static func unlessSuccess(_ response: rd_kafka_resp_err_t, _ reason: String?) -> KafkaError? {
        response == RD_KAFKA_RESP_ERR_NO_ERROR ? nil : KafkaError(Code(response), reason: reason)
    }
}

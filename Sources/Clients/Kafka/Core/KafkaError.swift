import CRdKafka
import Retrying

/// What went wrong in a call to Kafka or in librdkafka itself.
package struct KafkaError: RetriableError, Sendable, CustomStringConvertible {
    /// librdkafka's code.
    package let code: Code
    /// A sentence for people; names the offending property when a configuration is refused.
    package let reason: String
    package let isRetriable: Bool
    /// The client is beyond repair: close it and open another.
    package let isFatal: Bool
    /// The partition concerned, where the error belongs to one.
    package let partition: TopicPartition?
    /// What a handler of the caller threw, when the code is ``Code/handlerFailed``.
    package let underlying: (any Error)?

    /// Makes an error; without a `reason` it is librdkafka's text for the code.
    package init(
        _ code: Code, reason: String? = nil, isFatal: Bool = false, partition: TopicPartition? = nil,
        underlying: (any Error)? = nil
    ) {
        self.code = code
        self.reason = reason ?? String(cString: rd_kafka_err2str(code.response))
        self.isRetriable = !isFatal && Code.retriable.contains(code)
        self.isFatal = isFatal
        self.partition = partition
        self.underlying = underlying
    }

    /// Code, partition if any, and reason on one line.
    package var description: String {
        let place = partition.map { " at \($0)" } ?? ""
        return "Kafka \(code)\(place): \(reason)\(isFatal ? " (fatal)" : "")"
    }
}

extension KafkaError {
    /// Takes over and destroys librdkafka's error object.
    init(consuming error: OpaquePointer) {
        self.init(
            Code(rd_kafka_error_code(error)), reason: String(cString: rd_kafka_error_string(error)),
            isFatal: rd_kafka_error_is_fatal(error) != 0)
        rd_kafka_error_destroy(error)
    }

    /// The error of one answer; for `_FATAL` the client's first fatal error, which holds the true cause.
    init(
        _ response: rd_kafka_resp_err_t, client: OpaquePointer, reason: String? = nil, partition: TopicPartition? = nil
    ) {
        guard response == RD_KAFKA_RESP_ERR__FATAL else {
            self.init(Code(response), reason: reason, partition: partition)
            return
        }
        let (cause, text) = withUnsafeTemporaryAllocation(of: CChar.self, capacity: 512) { buffer in
            buffer.initialize(repeating: 0)
            let cause = rd_kafka_fatal_error(client, buffer.baseAddress, buffer.count)
            return (cause, buffer.baseAddress.map { String(cString: $0) })
        }
        self.init(Code(cause), reason: text, isFatal: true, partition: partition)
    }

    /// Throws unless the response is success.
    static func check(
        _ response: rd_kafka_resp_err_t, client: OpaquePointer, partition: TopicPartition? = nil
    ) throws(KafkaError) {
        guard response == RD_KAFKA_RESP_ERR_NO_ERROR else {
            throw KafkaError(response, client: client, partition: partition)
        }
    }
}

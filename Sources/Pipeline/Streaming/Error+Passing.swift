import Kafka
import Retrying

extension Error {
    /// Whether a sink that failed by it is to try again, instead of ending the process.
    ///
    /// Of Kafka's errors all that leave the client usable count, also those that a caller at a terminal is told at once: a
    /// batch is never given up, and the topic or the right that is missing now may be there later.
    var isPassing: Bool {
        if let error = self as? KafkaError { return !error.isFatal }
        return (self as? any RetriableError)?.isRetriable ?? false
    }
}

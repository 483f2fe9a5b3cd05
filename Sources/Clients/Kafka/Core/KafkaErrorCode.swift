import CRdKafka

extension KafkaError {
    /// A librdkafka response code: negative for the client's own errors, positive for the broker's.
    ///
    /// Open on purpose: any code a newer broker sends is representable, and prints under librdkafka's name.
    package struct Code: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
        /// The value of `rd_kafka_resp_err_t`.
        package let rawValue: Int32

        /// Wraps a raw `rd_kafka_resp_err_t` value; every value is accepted.
        package init(rawValue: Int32) {
            self.rawValue = rawValue
        }

        init(_ code: rd_kafka_resp_err_t) {
            self.init(rawValue: code.rawValue)
        }

        var response: rd_kafka_resp_err_t { rd_kafka_resp_err_t(rawValue) }

        /// librdkafka's name, for example `_QUEUE_FULL` (local codes begin with an underscore).
        package var description: String { String(cString: rd_kafka_err2name(response)) }
    }
}

extension KafkaError.Code {
    /// The producer's bounded queue has no room.
    package static let queueFull = Self(RD_KAFKA_RESP_ERR__QUEUE_FULL)
    /// The record was not acknowledged within the delivery timeout.
    package static let messageTimedOut = Self(RD_KAFKA_RESP_ERR__MSG_TIMED_OUT)
    /// The deadline of a call passed.
    package static let timedOut = Self(RD_KAFKA_RESP_ERR__TIMED_OUT)
    /// The client was closed.
    package static let closed = Self(RD_KAFKA_RESP_ERR__DESTROY)
    /// The client was closed while the record waited in its queue.
    package static let purgedFromQueue = Self(RD_KAFKA_RESP_ERR__PURGE_QUEUE)
    /// The client was closed while the record was on its way: the broker may or may not have it.
    package static let purgedInFlight = Self(RD_KAFKA_RESP_ERR__PURGE_INFLIGHT)
    /// A configuration property or an argument is invalid.
    package static let invalidArgument = Self(RD_KAFKA_RESP_ERR__INVALID_ARG)
    /// A rebalance handler threw; see ``KafkaError/underlying``.
    package static let handlerFailed = Self(RD_KAFKA_RESP_ERR__APPLICATION)
    /// The start offset is missing or outside the log, and the reset policy is `error`.
    package static let offsetReset = Self(RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET)
    /// The call is not possible in the client's present state.
    package static let state = Self(RD_KAFKA_RESP_ERR__STATE)
    /// The partition does not exist, as the client knows it.
    package static let unknownPartition = Self(RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION)
    /// No broker can be reached.
    package static let allBrokersDown = Self(RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN)
    /// The connection to a broker failed.
    package static let transport = Self(RD_KAFKA_RESP_ERR__TRANSPORT)
    /// The broker lacks a feature that the call needs.
    package static let unsupportedFeature = Self(RD_KAFKA_RESP_ERR__UNSUPPORTED_FEATURE)
    /// The topic or partition does not exist, as the broker says.
    package static let unknownTopicOrPartition = Self(RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART)
    /// The topic exists already.
    package static let topicAlreadyExists = Self(RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS)
    /// The broker asked is no longer the leader of the partition.
    package static let notLeader = Self(RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION)
    /// The partition has no leader at present.
    package static let leaderNotAvailable = Self(RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE)
    /// Too few replicas are in sync for `acks=all`.
    package static let notEnoughReplicas = Self(RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS)
    /// The broker did not complete the request in time.
    package static let requestTimedOut = Self(RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT)
    /// The record is larger than the client or the topic allows.
    package static let messageTooLarge = Self(RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE)
    /// The group is moving partitions; its members join again.
    package static let rebalanceInProgress = Self(RD_KAFKA_RESP_ERR_REBALANCE_IN_PROGRESS)

    /// Codes after which the same call may succeed, nothing having to change on this side.
    static let retriable: Set<Self> = [
        .queueFull, .messageTimedOut, .timedOut, .allBrokersDown, .transport, .notLeader, .leaderNotAvailable,
        .notEnoughReplicas, .requestTimedOut, Self(RD_KAFKA_RESP_ERR__RETRY), Self(RD_KAFKA_RESP_ERR__WAIT_COORD),
        Self(RD_KAFKA_RESP_ERR__RESOLVE), Self(RD_KAFKA_RESP_ERR__IN_PROGRESS),
        Self(RD_KAFKA_RESP_ERR__PREV_IN_PROGRESS), Self(RD_KAFKA_RESP_ERR_NETWORK_EXCEPTION),
        Self(RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS), Self(RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE),
        Self(RD_KAFKA_RESP_ERR_NOT_COORDINATOR), Self(RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS_AFTER_APPEND),
        Self(RD_KAFKA_RESP_ERR_REBALANCE_IN_PROGRESS), Self(RD_KAFKA_RESP_ERR_NOT_CONTROLLER),
        Self(RD_KAFKA_RESP_ERR_KAFKA_STORAGE_ERROR), Self(RD_KAFKA_RESP_ERR_THROTTLING_QUOTA_EXCEEDED),
    ]
}

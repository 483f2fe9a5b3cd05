import CRdKafka

/// Asks for the ends of the log over a consumer's connections, from any thread; keeps the client alive, not the membership.
public struct LogEnds: Sendable {
    private let handle: ClientHandle

    init(_ handle: ClientHandle) { self.handle = handle }

    /// The offset that the next record of each partition will get, by one request to each broker.
    ///
    /// - Throws: also where a partition has no leader by the timeout.
    public func ends(
        of places: [TopicPartition], timeout: Duration
    ) throws(KafkaError) -> [TopicPartition: Int64] {
        guard !places.isEmpty else { return [:] }
        // A lookup by time, where the time "end" stands for the end of the log.
        let list = PartitionList(places.map { ($0, Int64(RD_KAFKA_OFFSET_END)) })
        try KafkaError.check(
            rd_kafka_offsets_for_times(handle.pointer, list.pointer, timeout.milliseconds), client: handle.pointer)
        var ends: [TopicPartition: Int64] = [:]
        for element in list.pointer.elements {
            try KafkaError.check(element.err, client: handle.pointer, partition: element.place)
            ends[element.place] = element.offset
        }
        return ends
    }
}

extension Consumer {
    /// For whoever watches the lag.
    public var logEnds: LogEnds { LogEnds(handle) }
}

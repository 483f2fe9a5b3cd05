import CRdKafka

/// One record, lent for the length of a closure. It cannot be copied or kept; nor may the buffers be.
public struct Record: ~Copyable {
    private let message: UnsafeMutablePointer<rd_kafka_message_t>
    /// The topic's name; shared by the batch.
    public let topic: String

    init(message: UnsafeMutablePointer<rd_kafka_message_t>, topic: String) {
        self.message = message
        self.topic = topic
    }

    /// What a record's timestamp stands for.
    public enum TimestampType: Sendable {
        /// There is none.
        case absent
        /// The producer's.
        case created
        /// The moment the broker appended the record.
        case appended
    }

    /// Counted from 0.
    public var partition: Int32 { message.pointee.partition }

    /// The record's place in its partition.
    public var offset: Int64 { message.pointee.offset }

    /// Milliseconds since 1970; -1 if absent.
    public var timestampMs: Int64 { rd_kafka_message_timestamp(message, nil) }

    /// Who gave the timestamp.
    public var timestampType: TimestampType {
        var type = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE
        rd_kafka_message_timestamp(message, &type)
        switch type {
        case RD_KAFKA_TIMESTAMP_CREATE_TIME: return .created
        case RD_KAFKA_TIMESTAMP_LOG_APPEND_TIME: return .appended
        default: return .absent
        }
    }

    /// The key's bytes, lent; nil without a key.
    public var key: UnsafeRawBufferPointer? {
        message.pointee.key.map { UnsafeRawBufferPointer(start: $0, count: message.pointee.key_len) }
    }

    /// The value's bytes, lent; nil is a tombstone.
    public var value: UnsafeRawBufferPointer? {
        message.pointee.payload.map { UnsafeRawBufferPointer(start: $0, count: message.pointee.len) }
    }

    /// True if there are headers; costs next to nothing when there are none.
    public var hasHeaders: Bool { headerList != nil }

    /// All headers, copied; parsed at the first call.
    public func headers() -> [KafkaHeader] {
        guard let list = headerList else { return [] }
        return (0..<rd_kafka_header_cnt(list)).compactMap { index in
            var name: UnsafePointer<CChar>?
            var value: UnsafeRawPointer?
            var size = 0
            guard rd_kafka_header_get_all(list, index, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR, let name
            else { return nil }
            return KafkaHeader(name: String(cString: name), value: Self.copy(value, size))
        }
    }

    /// The last header of this name, copied; nil if absent or null.
    public func header(named name: String) -> [UInt8]? {
        guard let list = headerList else { return nil }
        var value: UnsafeRawPointer?
        var size = 0
        guard rd_kafka_header_get_last(list, name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR else { return nil }
        return Self.copy(value, size)
    }

    private var headerList: OpaquePointer? {
        var list: OpaquePointer?
        guard rd_kafka_message_headers(message, &list) == RD_KAFKA_RESP_ERR_NO_ERROR else { return nil }
        return list
    }

    private static func copy(_ start: UnsafeRawPointer?, _ count: Int) -> [UInt8]? {
        start.map { Array(UnsafeRawBufferPointer(start: $0, count: count)) }
    }
}

import CRdKafka

/// One record, lent for the length of a closure. Neither it nor its bytes can be kept.
package struct Record: ~Copyable {
    private enum Memory {
        case message(UnsafeMutablePointer<rd_kafka_message_t>)
        case held(Unmanaged<HeldRecord>)
    }

    private let memory: Memory
    /// The topic's name; shared by the batch.
    package let topic: String
    /// Counted from 0.
    package let partition: Int32
    /// The record's place in its partition.
    package let offset: Int64
    // The batch keeps the memory behind them at least as long as it lends the record.
    @usableFromInline let keyBytes: UnsafeRawBufferPointer?
    @usableFromInline let valueBytes: UnsafeRawBufferPointer?

    init(message: UnsafeMutablePointer<rd_kafka_message_t>, topic: String) {
        memory = .message(message)
        self.topic = topic
        partition = message.pointee.partition
        offset = message.pointee.offset
        keyBytes = message.pointee.key.map { UnsafeRawBufferPointer(start: $0, count: message.pointee.key_len) }
        valueBytes = message.pointee.payload.map { UnsafeRawBufferPointer(start: $0, count: message.pointee.len) }
    }

    /// The record must be held by somebody else for as long.
    init(_ record: HeldRecord) {
        memory = .held(Unmanaged.passUnretained(record))
        topic = record.topic
        partition = record.partition
        offset = record.offset
        keyBytes = record.key?.lent
        valueBytes = record.value?.lent
    }

    /// The key's bytes; nil without a key.
    package var key: RawSpan? {
        @inlinable @_lifetime(borrow self)
        borrowing get {
            guard let keyBytes else { return nil }
            return _overrideLifetime(keyBytes.bytes, borrowing: self)
        }
    }

    /// The value's bytes; nil is a tombstone.
    package var value: RawSpan? {
        @inlinable @_lifetime(borrow self)
        borrowing get {
            guard let valueBytes else { return nil }
            return _overrideLifetime(valueBytes.bytes, borrowing: self)
        }
    }

    /// What a record's timestamp stands for.
    package enum TimestampType: Sendable {
        /// There is none.
        case absent
        /// The producer's.
        case created
        /// The moment the broker appended the record.
        case appended
    }

    /// Milliseconds since 1970; -1 if absent.
    package var timestampMs: Int64 {
        switch memory {
        case .message(let message): rd_kafka_message_timestamp(message, nil)
        case .held(let record): record._withUnsafeGuaranteedRef { $0.timestampMs }
        }
    }

    /// Who gave the timestamp.
    package var timestampType: TimestampType {
        guard case .message(let message) = memory else { return timestampMs < 0 ? .absent : .created }
        var type = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE
        rd_kafka_message_timestamp(message, &type)
        switch type {
        case RD_KAFKA_TIMESTAMP_CREATE_TIME: return .created
        case RD_KAFKA_TIMESTAMP_LOG_APPEND_TIME: return .appended
        default: return .absent
        }
    }

    /// True if there are headers; costs next to nothing when there are none.
    package var hasHeaders: Bool { headerList != nil || !heldHeaders.isEmpty }

    /// All headers, copied; parsed at the first call.
    package func headers() -> [KafkaHeader] {
        guard let list = headerList else { return heldHeaders }
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
    package func header(named name: String) -> [UInt8]? {
        guard let list = headerList else { return heldHeaders.last { $0.name == name }?.value }
        var value: UnsafeRawPointer?
        var size = 0
        guard rd_kafka_header_get_last(list, name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR else { return nil }
        return Self.copy(value, size)
    }

    private var headerList: OpaquePointer? {
        guard case .message(let message) = memory else { return nil }
        var list: OpaquePointer?
        guard rd_kafka_message_headers(message, &list) == RD_KAFKA_RESP_ERR_NO_ERROR else { return nil }
        return list
    }

    private var heldHeaders: [KafkaHeader] {
        guard case .held(let record) = memory else { return [] }
        return record._withUnsafeGuaranteedRef { $0.headers }
    }

    private static func copy(_ start: UnsafeRawPointer?, _ count: Int) -> [UInt8]? {
        start.map { Array(UnsafeRawBufferPointer(start: $0, count: count)) }
    }
}

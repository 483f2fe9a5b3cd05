/// A record in memory of our own, for sources of ``RecordBatch`` that are not Kafka.
package final class HeldRecord: Sendable {
    /// The topic's name.
    package let topic: String
    /// Counted from 0.
    package let partition: Int32
    /// The record's place in its partition.
    package let offset: Int64
    /// Milliseconds since 1970; -1 if absent.
    package let timestampMs: Int64
    /// In order, names may repeat.
    package let headers: [KafkaHeader]
    let key: HeldBytes?
    let value: HeldBytes?

    /// Copies key and value.
    package init(
        topic: String, partition: Int32, offset: Int64, timestampMs: Int64, key: [UInt8]?, value: [UInt8]?,
        headers: [KafkaHeader] = []
    ) {
        self.topic = topic
        self.partition = partition
        self.offset = offset
        self.timestampMs = timestampMs
        self.key = key.map { HeldBytes($0) }
        self.value = value.map { HeldBytes($0) }
        self.headers = headers
    }
}

/// Bytes that stay where they are.
// @unchecked: they are written once, before anybody else knows of them.
final class HeldBytes: @unchecked Sendable {
    let lent: UnsafeRawBufferPointer

    init(_ bytes: [UInt8]) {
        // At least one byte, so that an empty value has an address and is told from none.
        let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: max(1, bytes.count), alignment: 8)
        copy.copyBytes(from: bytes)
        lent = UnsafeRawBufferPointer(start: copy.baseAddress, count: bytes.count)
    }

    deinit { lent.deallocate() }
}

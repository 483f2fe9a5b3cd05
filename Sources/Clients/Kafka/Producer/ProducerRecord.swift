/// A record to produce.
package struct ProducerRecord: Sendable {
    /// The topic's name.
    package var topic: String
    /// nil places the record by murmur2 of ``placement``.
    package var partition: Int32?
    /// nil is no key.
    package var key: [UInt8]?
    /// What stands in for the key where the partition is chosen, so that several keys can share one; nil is the key itself.
    ///
    /// Without either the partition is drawn.
    package var placement: [UInt8]?
    /// nil is a tombstone; an empty array is an empty value.
    package var value: [UInt8]?
    /// In order, names may repeat.
    package var headers: [KafkaHeader]
    /// Milliseconds since 1970; nil is the moment of ``Producer/enqueue(_:whenDone:)``.
    package var timestampMs: Int64?

    /// Makes a record; nothing is checked until it is produced.
    package init(
        topic: String, partition: Int32? = nil, key: [UInt8]? = nil, placement: [UInt8]? = nil, value: [UInt8]?,
        headers: [KafkaHeader] = [], timestampMs: Int64? = nil
    ) {
        self.topic = topic
        self.partition = partition
        self.key = key
        self.placement = placement
        self.value = value
        self.headers = headers
        self.timestampMs = timestampMs
    }
}

/// Where an acknowledged record stands.
package struct Delivery: Hashable, Sendable {
    /// The partition it was placed in.
    package let partition: Int32
    /// Its offset there.
    package let offset: Int64
    /// The timestamp it carries, milliseconds since 1970; -1 if the broker gave none.
    package let timestampMs: Int64
}

/// One record header. Names may repeat; order is kept.
package struct KafkaHeader: Hashable, Sendable {
    /// UTF-8, never null.
    package let name: String
    /// Any bytes; nil is a null value, which Kafka tells apart from an empty one.
    package let value: [UInt8]?

    /// Makes a header from bytes.
    package init(name: String, value: [UInt8]?) {
        self.name = name
        self.value = value
    }
}

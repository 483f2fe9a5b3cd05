/// One record header. Names may repeat; order is kept.
public struct KafkaHeader: Hashable, Sendable {
    /// UTF-8, never null.
    public let name: String
    /// Any bytes; nil is a null value, which Kafka tells apart from an empty one.
    public let value: [UInt8]?

    /// Makes a header from bytes.
    public init(name: String, value: [UInt8]?) {
        self.name = name
        self.value = value
    }
}

import Events
import Kafka
import Streaming

/// The bytes of a dead letter, as its client sent them.
package struct ParkedRecord: Equatable, Sendable {
    /// Where the record stood.
    package let origin: RecordOrigin
    /// Nil without one.
    package let key: [UInt8]?
    /// In their order, without those that the pipeline added when it parked the record.
    package let headers: [KafkaHeader]
    /// Nil for a null value, and where the value was too large to be parked.
    package let value: [UInt8]?
    /// False for one that an earlier version archived: its JSON is then spelled as PostgreSQL does.
    package let isExact: Bool

    /// - Parameter headers: as they stand in `dead-letter`.
    package init(origin: RecordOrigin, key: [UInt8]?, headers: [KafkaHeader], value: [UInt8]?, isExact: Bool = true) {
        var headers = headers
        for name in [RecordHeader.origin, RecordHeader.reason, RecordHeader.detail] {
            // The pipeline adds each of them once, at the end; others of the name were there before.
            if let last = headers.lastIndex(where: { $0.name == name }) { headers.remove(at: last) }
        }
        self.origin = origin
        self.key = key
        self.headers = headers
        self.value = value
        self.isExact = isExact
    }

    /// The record to produce again: the original bytes under their key, and a header that names where they stood.
    ///
    /// Its time is the present and its partition the key's, since it may have been refused for either. Origins of earlier
    /// moves are left out: they are counted, and this one begins anew.
    package var retry: ProducerRecord {
        ProducerRecord(
            topic: origin.topic, key: key, value: value,
            headers: headers.filter { $0.name != RecordHeader.origin && $0.name != RecordHeader.retry }
                + [KafkaHeader(name: RecordHeader.retry, value: Array(origin.description.utf8))])
    }
}

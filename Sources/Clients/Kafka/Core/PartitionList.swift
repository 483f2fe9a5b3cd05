import CRdKafka
import Glibc

/// Owns a `rd_kafka_topic_partition_list_t` for the length of a call.
struct PartitionList: ~Copyable {
    let pointer: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>

    init(_ partitions: some Collection<(TopicPartition, Int64)>) {
        pointer = rd_kafka_topic_partition_list_new(Int32(clamping: partitions.count))
        for (place, offset) in partitions {
            rd_kafka_topic_partition_list_add(pointer, place.topic, place.partition)?.pointee.offset = offset
        }
    }

    /// With a note for each, which the group's coordinator keeps.
    init(_ offsets: [TopicPartition: CommittedOffset]) {
        self.init(offsets.map { ($0.key, $0.value.offset) })
        for index in pointer.elements.indices {
            guard let metadata = offsets[pointer.elements[index].place]?.metadata, !metadata.isEmpty else { continue }
            // The list frees it.
            pointer.elements[index].metadata = UnsafeMutableRawPointer(strdup(metadata))
            pointer.elements[index].metadata_size = metadata.utf8.count
        }
    }

    init(topics: [String]) {
        self.init(topics.map { (TopicPartition(topic: $0, partition: RD_KAFKA_PARTITION_UA), 0) })
    }

    /// Takes over a list that librdkafka made.
    init(owning pointer: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>) {
        self.pointer = pointer
    }

    deinit {
        rd_kafka_topic_partition_list_destroy(pointer)
    }
}

extension UnsafeMutablePointer<rd_kafka_topic_partition_list_t> {
    var elements: UnsafeMutableBufferPointer<rd_kafka_topic_partition_t> {
        UnsafeMutableBufferPointer(start: pointee.elems, count: Int(pointee.cnt))
    }

    var places: [TopicPartition] { elements.map(\.place) }
}

extension rd_kafka_topic_partition_t {
    var place: TopicPartition { TopicPartition(topic: String(cString: topic), partition: partition) }

    var note: String {
        let bytes = UnsafeRawBufferPointer(start: metadata, count: metadata == nil ? 0 : metadata_size)
        return String(decoding: bytes, as: UTF8.self)
    }
}

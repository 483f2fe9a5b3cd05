import Events
import Kafka
import Streaming

/// The records that the stream processor produces.
enum Outgoing {
    /// Larger values are not parked, only archived: with the headers on top the broker might refuse them for ever.
    static let parkedBytesMax = 512 * 1024

    /// A record that cannot be used, parked with the reason and its origin; its bytes and headers stay as they were.
    ///
    /// A value over ``parkedBytesMax`` is left out; the archive holds it at the origin's place.
    static func deadLetter(
        _ record: borrowing Record, _ rejection: Rejection, from origin: RecordOrigin
    ) -> ProducerRecord {
        let isParked = record.value?.byteCount ?? 0 <= parkedBytesMax
        return ProducerRecord(
            topic: Topics.deadLetter, key: record.key.copied, value: isParked ? record.value.copied : nil,
            headers: record.headers() + [
                header(RecordHeader.origin, origin.description),
                header(RecordHeader.reason, rejection.reason.rawValue),
                header(RecordHeader.detail, rejection.detail),
            ])
    }

    /// A record in the wrong partition, produced again to the right one.
    ///
    /// The timestamp stays, since "the future" is judged against it: the copy must mean what the original meant.
    static func rerouted(
        _ record: borrowing Record, from origin: RecordOrigin, to partition: Int32
    ) -> ProducerRecord {
        ProducerRecord(
            topic: record.topic, partition: partition, key: record.key.copied, value: record.value.copied,
            headers: record.headers() + [header(RecordHeader.origin, origin.description)],
            timestampMs: record.timestampMs)
    }

    /// One user's new live documents and changed scores, carrying the record they were computed from.
    static func insight(_ insight: Insight) -> ProducerRecord {
        InsightKey(user: insight.userID, fold: .init(of: insight.origin.topic)).record(
            value: insight.encoded(),
            headers: [
                header(RecordHeader.contentType, Event.contentType),
                header(RecordHeader.origin, insight.origin.description),
            ])
    }

    /// Makes compaction forget the insights of the fold that is erased, also those under the key of earlier versions. At least
    /// once, like every emission.
    static func erased(_ user: HotBatch.UserEvents) -> [ProducerRecord] {
        guard let erasure = user.erasure else { return [] }
        return [.init(of: user.origin.topic), nil].map { fold in
            InsightKey(user: erasure.user.text, fold: fold).record(
                value: nil,
                headers: [
                    header(RecordHeader.erasure, erasure.id), header(RecordHeader.origin, user.origin.description),
                ])
        }
    }

    private static func header(_ name: String, _ value: String) -> KafkaHeader {
        KafkaHeader(name: name, value: [UInt8](value.utf8))
    }
}

import Events
import Kafka
import Streaming

/// Tells what a record means to the archive. Not thread-safe: one per thread.
final class RecordUnderstanding {
    private let reader = RecordReader()
    private let payload = ArchivePayload()
    private let named = NamedUsers()
    /// Which topics demand signatures; set for each batch.
    var signatures = SignaturePolicy.none

    /// What a record means, and whether its value can stand as jsonb; what it says to the tables goes into the batch.
    func understand(
        _ record: borrowing Record, _ owned: OwnedPartitions, _ work: inout ArchiveBatch
    ) -> (RecordColumns.Meaning, isJSONB: Bool) {
        let place = TopicPartition(topic: record.topic, partition: record.partition)
        let origin = RecordOrigin(record, generation: owned.generation(of: place))
        var meaning = RecordColumns.Meaning(generation: origin.generation)
        guard let value = record.value else {
            understandNull(record, at: origin, owned, &meaning, &work)
            return (meaning, false)
        }
        switch record.topic {
        case Topics.wellness, Topics.activity:
            switch reader.read(record, signatures) {
            case .event(let event):
                meaning.userID = event.subject
                meaning.type = event.payload.type
                meaning.time = event.time
                switch Self.placement(record, of: event.subject, owned) {
                case .right:
                    work.add(event)
                case .misplaced:
                    work.strays.append((origin, event))
                case .givenUp(let rejection):
                    work.strays.append((origin, nil))
                    reject(record, rejection, &meaning, &work)
                }
                return (meaning, value.withUnsafeBytes { JSONBRules.accept($0) })
            case .rejected(let rejection):
                reject(record, rejection, &meaning, &work)
            case .tombstone, .erasure:
                break
            }
        case Topics.insights:
            let rows = value.withUnsafeBytes { payload.withDocument($0) { InsightRows($0) } } ?? nil
            if let rows {
                // Not by the key, which names the fold as well.
                meaning.userID = rows.userID
                meaning.type = "pulsehub.insights.updated.v1"
                work.insights.append((origin, rows))
            }
            work.suspect(record, at: origin)
        case Topics.deadLetter:
            meaning.names = named.named(by: record)
            work.park(record, at: origin, names: meaning.names)
            // As bytes: jsonb keeps neither spaces nor the order of fields, and a retry sends what the client sent.
            return (meaning, false)
        default:
            break
        }
        return (meaning, value.withUnsafeBytes { payload.isJSONB($0) })
    }

    /// An erasure is archived without its key: it must not remember whom it made forgotten.
    private func understandNull(
        _ record: borrowing Record, at origin: RecordOrigin, _ owned: OwnedPartitions,
        _ meaning: inout RecordColumns.Meaning, _ work: inout ArchiveBatch
    ) {
        guard record.topic != Topics.deadLetter else { return work.park(record, at: origin, names: []) }
        do throws(Rejection) {
            guard let erasure = try Erasure(record) else { return }
            if record.topic != Topics.insights,
                case .givenUp(let rejection) = Self.placement(record, of: erasure.user.text, owned)
            {
                throw rejection
            }
            meaning.isAnonymous = true
        } catch {
            reject(record, error, &meaning, &work)
        }
    }

    /// What remains of a record of which nothing can be stored but its bytes.
    func refuse(
        _ record: borrowing Record, _ rejection: Rejection, _ owned: OwnedPartitions, _ work: inout ArchiveBatch
    ) -> RecordColumns.Meaning {
        let place = TopicPartition(topic: record.topic, partition: record.partition)
        var meaning = RecordColumns.Meaning(generation: owned.generation(of: place))
        reject(record, rejection, &meaning, &work)
        return meaning
    }

    private func reject(
        _ record: borrowing Record, _ rejection: Rejection, _ meaning: inout RecordColumns.Meaning,
        _ work: inout ArchiveBatch
    ) {
        meaning.rejection = rejection.description
        meaning.names = named.named(by: record)
        work.invalid[record.topic, default: 0] += 1
    }

    private static func placement(
        _ record: borrowing Record, of user: String, _ owned: OwnedPartitions
    ) -> RecordPlacement {
        RecordPlacement(of: record, subject: user, partitions: owned.partitionCount(of: record.topic))
    }
}

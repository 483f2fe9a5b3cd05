import Events
import Kafka
import Streaming

/// Tells what a record means to the archive. Not thread-safe: one per thread.
final class RecordUnderstanding {
    private let reader = RecordReader()
    private let payload = ArchivePayload()
    /// Which topics demand signatures; set for each batch.
    var signatures = SignaturePolicy.none

    /// What a record means, and whether its value can stand as jsonb; what it says to the tables goes into the batch.
    func understand(
        _ record: borrowing Record, _ owned: OwnedPartitions, _ work: inout ArchiveBatch
    ) -> (RecordColumns.Meaning, isJSONB: Bool) {
        guard let value = record.value else { return (understandNull(record, owned, &work), false) }
        var meaning = RecordColumns.Meaning()
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
                    work.strays.append((RecordOrigin(record), event))
                case .givenUp(let rejection):
                    work.strays.append((RecordOrigin(record), nil))
                    reject(record, rejection, &meaning, &work)
                }
                return (meaning, JSONBRules.accept(value))
            case .rejected(let rejection):
                reject(record, rejection, &meaning, &work)
            case .tombstone, .erasure:
                break
            }
        case Topics.insights:
            let rows = payload.withDocument(value) { InsightRows($0) } ?? nil
            if let rows {
                // Not by the key, which names the fold as well.
                meaning.userID = rows.userID
                meaning.type = "pulsehub.insights.updated.v1"
                work.insights.append((RecordOrigin(record), rows))
            }
            work.suspect(record)
        case Topics.deadLetter:
            work.park(record)
            // As bytes: jsonb keeps neither spaces nor the order of fields, and a retry sends what the client sent.
            return (meaning, false)
        default:
            break
        }
        return (meaning, payload.isJSONB(value))
    }

    /// An erasure is archived without its key: it must not remember whom it made forgotten.
    private func understandNull(
        _ record: borrowing Record, _ owned: OwnedPartitions, _ work: inout ArchiveBatch
    ) -> RecordColumns.Meaning {
        var meaning = RecordColumns.Meaning()
        guard record.topic != Topics.deadLetter else {
            work.park(record)
            return meaning
        }
        do throws(Rejection) {
            guard let erasure = try Erasure(record) else { return meaning }
            if record.topic != Topics.insights,
                case .givenUp(let rejection) = Self.placement(record, of: erasure.user.text, owned)
            {
                throw rejection
            }
            meaning.isAnonymous = true
        } catch {
            reject(record, error, &meaning, &work)
        }
        return meaning
    }

    /// What remains of a record of which nothing can be stored but its bytes.
    func refuse(
        _ record: borrowing Record, _ rejection: Rejection, _ work: inout ArchiveBatch
    ) -> RecordColumns.Meaning {
        var meaning = RecordColumns.Meaning()
        reject(record, rejection, &meaning, &work)
        return meaning
    }

    private func reject(
        _ record: borrowing Record, _ rejection: Rejection, _ meaning: inout RecordColumns.Meaning,
        _ work: inout ArchiveBatch
    ) {
        meaning.rejection = rejection.description
        work.invalid[record.topic, default: 0] += 1
    }

    private static func placement(
        _ record: borrowing Record, of user: String, _ owned: OwnedPartitions
    ) -> RecordPlacement {
        RecordPlacement(of: record, subject: user, partitions: owned.partitionCount(of: record.topic))
    }
}

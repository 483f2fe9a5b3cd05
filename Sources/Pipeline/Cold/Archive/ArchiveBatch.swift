import Events
import Kafka
import Profiles
import Streaming

/// What one batch says beyond its raw records: the daily rows and snapshots to upsert.
package struct ArchiveBatch {
    /// Each user's rows, merged by the same fold as the hot path's, so that one batch holds each row once.
    package var profiles: [ExactText: WellnessProfile] = [:]
    /// When each training session was captured, by user and event id.
    var trainingCaptures: [ExactText: [ExactText: Instant]] = [:]
    /// The successive scores of each date, oldest first: each of them is a revision of the one before.
    private(set) var snapshots: [SnapshotKey: [ReadinessSnapshot]] = [:]
    private(set) var rescores: [ExactText: RescoreRequest] = [:]
    private(set) var documents: [DocumentKey: InsightRows.Document] = [:]
    /// What the batch's insights say, with their places; counts for the tables with ``settle(without:)``.
    var insights: [(place: RecordOrigin, rows: InsightRows)] = []
    /// Records in a wrong partition, with what they say, if they are folded; they count like ``insights``.
    var strays: [(place: RecordOrigin, event: Event?)] = []
    /// Dead letters for the list; those of erased records are taken out by ``settle(without:)``.
    private(set) var deadLetters: [DeadLetterRow] = []
    /// Where records stood first that this batch holds and erases.
    private(set) var erasedOrigins: Set<RecordOrigin> = []
    /// Insights and dead letters that may have been computed from erased records, each with its origin.
    private(set) var suspects: [RecordOrigin: RecordOrigin] = [:]
    /// The last erasure in each partition that has any.
    var erasedBefore: [TopicPartition: LogPosition] = [:]
    var records = 0
    /// Records that cannot be used, by topic.
    var invalid: [String: Int] = [:]

    /// Changes of one date kept apart; of more than these in one batch the last ones count as one.
    static let revisionsMax = 16

    struct SnapshotKey: Hashable {
        let userID: ExactText
        let date: CivilDate
    }

    struct DocumentKey: Hashable {
        let userID: ExactText
        let part: String
    }

    /// Notes a record that was computed from one before its partition's last erasure, whoever was erased by that.
    mutating func suspect(_ record: borrowing Record, at place: RecordOrigin, isNaming: Bool = false) {
        guard !erasedBefore.isEmpty, let text = record.header(named: RecordHeader.origin),
            let origin = RecordOrigin(description: String(decoding: text, as: UTF8.self)),
            isNaming || erasedBefore[origin.place].map({ origin.position < $0 }) ?? false
        else { return }
        suspects[place] = origin
    }

    /// Notes a dead letter.
    ///
    /// - Parameter names: whom it names; one of them may have been erased, whatever became of its key's partition.
    mutating func park(_ record: borrowing Record, at place: RecordOrigin, names: [String]) {
        suspect(record, at: place, isNaming: !names.isEmpty)
        if let row = DeadLetterRow(record, at: place, names: names) { deadLetters.append(row) }
    }

    /// Takes back what was noted of a record that is not archived, since the batch erases somebody whom it names.
    mutating func forget(_ place: RecordOrigin) {
        deadLetters.removeAll { $0.place == place }
        suspects[place] = nil
    }

    /// Notes a record that is not archived, since the batch erases it.
    mutating func erased(_ record: borrowing Record) {
        guard record.hasHeaders else { return }
        for header in record.headers() where header.name == RecordHeader.origin {
            let origin = header.value.flatMap { RecordOrigin(description: String(decoding: $0, as: UTF8.self)) }
            if let origin, origin.topic == record.topic, origin.partition != record.partition {
                erasedOrigins.insert(origin)
            }
        }
    }

    /// Adds what waited until it was known which records are erased.
    mutating func settle(without erased: Set<RecordOrigin>) {
        deadLetters.removeAll { erased.contains($0.place) }
        for (place, rows) in insights where !erased.contains(place) { add(rows) }
        for case (let place, let event?) in strays where !erased.contains(place) { add(event) }
    }

    mutating func add(_ event: Event) {
        let user = ExactText(event.subject)
        switch event.payload {
        case .pageView, .activity: return
        case .training(let row): trainingCaptures[user, default: [:]][ExactText(event.id)] = row.capturedAt
        default: break
        }
        _ = profiles[user, default: WellnessProfile()].apply(event)
    }

    /// Later records of the topic replace earlier ones, unless they were computed from an earlier place.
    mutating func add(_ rows: InsightRows) {
        for row in rows.snapshots {
            Self.add(row, to: &snapshots[SnapshotKey(userID: ExactText(row.userID), date: row.date), default: []])
        }
        for row in rows.documents {
            let key = DocumentKey(userID: ExactText(row.userID), part: row.part)
            if documents[key].map({ row.origin.replaces($0.origin) }) ?? true { documents[key] = row }
        }
        if let request = rows.rescore {
            let user = ExactText(request.userID)
            rescores[user] = rescores[user].map { $0.widened(by: request) } ?? request
        }
    }

    /// Static, since a call on the batch would hold the very table that is being changed, and so copy it for every row.
    private static func add(_ row: ReadinessSnapshot, to scores: inout [ReadinessSnapshot]) {
        guard let last = scores.last else { return scores.append(row) }
        guard row.origin.replaces(last.origin) else { return }
        var row = row
        let isSame = last.document == row.document
        if isSame || scores.count == revisionsMax {
            scores.removeLast()
            let changes = isSame ? Causes() : row.causes
            row.causes = last.causes
            row.causes.add(changes)
        }
        scores.append(row)
    }
}

import Events
import Kafka
import Profiles
import Streaming

/// What one batch says beyond its raw records: the daily rows and snapshots to upsert.
struct ArchiveBatch {
    /// Each user's rows, merged by the same fold as the hot path's, so that one batch holds each row once.
    var profiles: [ExactText: WellnessProfile] = [:]
    /// When each training session was captured, by user and event id.
    var trainingCaptures: [ExactText: [ExactText: Instant]] = [:]
    /// The successive scores of each date, oldest first: each of them is a revision of the one before.
    private(set) var snapshots: [SnapshotKey: [ReadinessSnapshot]] = [:]
    private(set) var rescores: [ExactText: RescoreRequest] = [:]
    private(set) var documents: [DocumentKey: InsightRows.Document] = [:]
    var nextOffsets: [TopicPartition: Int64] = [:]
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
            add(row, to: &snapshots[SnapshotKey(userID: ExactText(row.userID), date: row.date), default: []])
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

    private func add(_ row: ReadinessSnapshot, to scores: inout [ReadinessSnapshot]) {
        guard let last = scores.last else { return scores.append(row) }
        guard row.origin.replaces(last.origin) else { return }
        var row = row
        let isSame = last.document == row.document
        if isSame { row.cause = last.cause }
        if isSame || scores.count == Self.revisionsMax { scores.removeLast() }
        scores.append(row)
    }
}

extension RecordOrigin {
    /// Within a partition the later place wins; a user who moved to another partition is told anew from there.
    func replaces(_ old: RecordOrigin) -> Bool {
        topic != old.topic || partition != old.partition || offset >= old.offset
    }
}

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
    private(set) var snapshots: [SnapshotKey: InsightRows.Snapshot] = [:]
    private(set) var documents: [DocumentKey: InsightRows.Document] = [:]
    var nextOffsets: [TopicPartition: Int64] = [:]
    var records = 0
    /// Records that cannot be used, by topic.
    var invalid: [String: Int] = [:]

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
            let key = SnapshotKey(userID: ExactText(row.userID), date: row.date)
            if snapshots[key].map({ row.origin.replaces($0.origin) }) ?? true { snapshots[key] = row }
        }
        for row in rows.documents {
            let key = DocumentKey(userID: ExactText(row.userID), part: row.part)
            if documents[key].map({ row.origin.replaces($0.origin) }) ?? true { documents[key] = row }
        }
    }
}

extension RecordOrigin {
    /// Within a partition the later place wins; a user who moved to another partition is told anew from there.
    func replaces(_ old: RecordOrigin) -> Bool {
        topic != old.topic || partition != old.partition || offset >= old.offset
    }
}

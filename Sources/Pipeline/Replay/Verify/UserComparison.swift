import EventCodec
import Events
import Kafka
import Postgres
import Profiles
import Readiness
import Stored
import Streaming

/// Everything that is stored about one user, and what it should be.
struct UserComparison {
    let userID: String
    let fold: ReplayedUser
    /// The hash in Redis.
    let live: [ExactText: [UInt8]]
    /// Which records are in the hash.
    let standing: Standing
    let scores: [StoredSnapshot]
    let parts: [StoredSnapshot]
    /// Whether dates of this user are still to be rescored: their snapshots then cannot be right yet.
    let isQueued: Bool
    /// What the daily tables hold otherwise than all archived events say.
    let dailyDifferences: [Difference]
    /// Rows of the daily tables.
    let dailyRows: Int
    let parser: JSONParser

    /// The commits under which something of this user was computed.
    func commits(_ finder: DocumentCommit) -> (live: String?, told: String?) {
        let told = parts.first { $0.key == ProfileDocument.wellness.rawValue }?.document
        return (finder.commit(in: live[ExactText(ProfileDocument.wellness.rawValue)]), finder.commit(in: told))
    }

    /// What the wellness fold shows under these terms.
    func documents(_ terms: WellnessProfile.Terms) -> WellnessDocuments? {
        fold.wellness.pruned().documents(terms: terms, userID: userID)
    }

    /// Records of the archive that cannot be compared with.
    var unreadable: [Difference] {
        fold.unreadable.map {
            Difference(userID, "\(Tables.events) \($0.origin)", expected: "a valid event", found: "\($0.reason)")
        }
    }

    /// Redis against the fold at the checkpoints of Redis.
    func profileDifferences(_ documents: WellnessDocuments?) -> [Difference] {
        NamedValues(values: fold.fields(documents)).differences(of: userID, in: "redis", from: live)
    }

    /// `profile_snapshots` against the same fold, as far as the stream processor has told it.
    func partDifferences(_ documents: WellnessDocuments?) -> [Difference] {
        var differences: [Difference] = []
        // After the last row is deleted there is no document, and the last one told stays.
        if let documents {
            for (part, json) in [
                (ProfileDocument.readiness, documents.readinessJSON), (.wellness, documents.wellnessJSON),
            ] {
                let told = parts.first { $0.key == part.rawValue }
                differences += difference(in: Tables.profileSnapshots, told, part.rawValue, expected: json)
            }
        }
        // Activity is told now and then, so the row may be behind; then it must be right for the record it names.
        if let told = parts.first(where: { $0.key == ProfileDocument.activity.rawValue }) {
            differences += difference(in: Tables.profileSnapshots, told, told.key, expected: fold.activityTold)
        }
        return differences
    }

    /// The dates that must have a row in `readiness_snapshots`.
    var scoredDates: [CivilDate] {
        guard let horizon = fold.wellness.rows.horizon else { return [] }
        return fold.wellness.scoredDates(in: min(.earliest, horizon)...horizon)
    }

    /// One row of `readiness_snapshots`; nil where it is missing.
    func scoreDifferences(
        _ stored: StoredSnapshot?, on date: CivilDate, _ terms: WellnessProfile.Terms
    ) throws -> [Difference] {
        let place = Tables.readinessSnapshots
        guard fold.wellness.isScored(date) else {
            return difference(in: place, stored, "\(date)", expected: nil)
        }
        let expected = fold.wellness.readinessDocument(on: date, terms: terms, userID: userID)
        let differences = difference(in: place, stored, "\(date)", expected: expected)
        guard let stored, differences.isEmpty else { return differences }
        let columns = try SnapshotComparison.columns(of: expected, parser)
        return columns.compactMap { column in
            let found = stored.columns.first { $0.name == column.name }?.value
            return found == column.value
                ? nil
                : Difference(userID, "\(place) \(date) \(column.name)", expected: column.value, found: found)
        }
    }

    private func difference(
        in table: String, _ stored: StoredSnapshot?, _ key: String, expected: [UInt8]?
    ) -> [Difference] {
        guard stored?.document != expected else { return [] }
        var note = ""
        if let stored, isAhead(stored.origin) { note = " (computed from \(stored.origin), which Redis does not hold)" }
        return [Difference(userID, "\(table) \(key) document\(note)", expected: expected, found: stored?.document)]
    }

    /// Told, but not committed: the next commit of the stream processor makes them equal.
    private func isAhead(_ origin: RecordOrigin) -> Bool {
        standing.checkpoints[origin.place].map { origin.position >= $0.position } ?? true
    }
}

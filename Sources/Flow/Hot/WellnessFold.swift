import Events
import Profiles
import Readiness

/// One user's wellness events of one batch, folded: pure, so that every rule can be tested without a server.
enum WellnessFold {
    /// What to write and to tell.
    struct Outcome {
        var fields: [StateField]
        var insight: Insight
    }

    /// Applies the events to the profile.
    ///
    /// - Returns: nil when they say nothing new.
    static func apply(
        _ user: HotBatch.UserEvents, of userID: String, to profile: inout WellnessProfile, terms: WellnessProfile.Terms
    ) -> Outcome? {
        let before = profile
        var changes = WellnessChanges(of: profile)
        var cause = ""
        for event in user.events {
            guard let change = profile.apply(event) else { continue }
            changes.add(change)
            cause = event.id
        }
        guard !changes.isEmpty else { return nil }
        var fields = profile.stateFields(after: changes)
        var insight = Insight(
            userID: userID, origin: user.origin, time: user.timestamp, configCommit: terms.configCommit)
        if let documents = profile.documents(terms: terms, userID: userID) {
            insight.documents = [
                (.readiness, documents.readinessJSON), (.wellness, documents.wellnessJSON),
            ]
        }
        for part in [ProfileDocument.readiness, .wellness] {
            // Deletes can take a person's last row: then the documents go too.
            fields.append(StateField(part.rawValue, insight.documents.first { $0.part == part }?.json))
        }
        for date in changes.affectedDates(of: profile) {
            let result = profile.score(on: date, terms: terms, userID: userID)
            let wasScored = isScored(date, before.rows)
            let old = wasScored ? before.score(on: date, terms: terms, userID: userID) : nil
            guard old != result else { continue }
            var json = JSONWriter(capacity: 1400)
            result.write(to: &json)
            insight.dates.append(
                Insight.DatedScore(
                    result: json.bytes, revised: old != nil, previousScore: old?.total?.score, cause: cause))
        }
        return Outcome(fields: fields, insight: insight)
    }

    /// Dates before the first row and after the last have no score that anybody was told.
    private static func isScored(_ date: CivilDate, _ rows: DailyRows) -> Bool {
        guard let oldest = rows.oldestDate, let newest = rows.newestDate else { return false }
        return (oldest...newest).contains(date)
    }
}

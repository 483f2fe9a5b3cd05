import Events
import Profiles
import Readiness

/// One user's wellness events of one batch, folded: pure, so that every rule can be tested without a server.
enum WellnessFold {
    /// What to write and to tell.
    struct Outcome {
        var fields: [StateField]
        var insight: Insight
        /// Rows and loads that came too late for the live fold.
        var tooLate: Int
    }

    /// Applies the events to the profile.
    ///
    /// - Returns: nil when they say nothing new.
    static func apply(
        _ user: HotBatch.UserEvents, of userID: String, to profile: inout WellnessProfile, terms: WellnessProfile.Terms
    ) -> Outcome? {
        let before = profile
        var changes = WellnessChanges(of: profile)
        var order: ScoreInputs.Order = [:]
        var tooLate = 0
        for (number, event) in user.events.enumerated() {
            guard let change = profile.apply(event) else { continue }
            changes.add(change)
            if profile.isTooLate(change) { tooLate += 1 }
            order[ExactText(event.id)] = number
        }
        guard !changes.isEmpty else { return nil }
        let inputs = ScoreInputs(from: before, to: profile, changes, order: order)
        var fields = profile.stateFields(after: changes)
        var insight = Insight(
            userID: userID, origin: user.origin, time: user.timestamp, configCommit: terms.configCommit)
        let documents = profile.documents(terms: terms, userID: userID)
        if let documents {
            insight.documents = [
                (.readiness, documents.readinessJSON), (.wellness, documents.wellnessJSON),
            ]
        }
        for part in [ProfileDocument.readiness, .wellness] {
            // Deletes can take a person's last row: then the documents go too.
            fields.append(StateField(part.rawValue, insight.documents.first { $0.part == part }?.json))
        }
        for date in changes.affectedDates(of: profile) {
            let live = documents.flatMap { $0.readiness.date == date ? $0.readiness : nil }
            let result = live ?? profile.score(on: date, terms: terms, userID: userID)
            // A date that had no score was told to nobody.
            let old = before.isScored(date) ? before.score(on: date, terms: terms, userID: userID) : nil
            guard old != result else { continue }
            insight.dates.append(
                Insight.DatedScore(
                    result: result.json, revised: old != nil, previousScore: old?.total?.score,
                    causes: inputs.causes(of: date, under: terms.settings(on: date))))
        }
        insight.rescore = changes.staleDates(of: profile).flatMap { dates in
            inputs.last(for: dates).map { Insight.Rescore(dates: dates, cause: $0) }
        }
        return Outcome(fields: fields, insight: insight, tooLate: tooLate)
    }
}

import Access
import Events
import HTTPKit
import Identity
import Profiles
import Readiness

/// A person's score of today, from the finished documents where they are today's, else computed from the rows.
///
/// Both ways give the same bytes. The first takes two fields of a few hundred bytes, the second the person's whole state.
struct TodayReader: Sendable {
    let readiness: ReadinessReader
    let store: FallbackProfileStore
    let now: @Sendable () -> Instant
    let finished: FinishedScores

    /// A score and when its data came.
    struct Today: Sendable, Equatable {
        var summary: ReadinessSummary
        /// When the newest of the rows behind the score was captured; nil where there are none.
        var updatedAt: String?
        /// What the score was computed under.
        var configCommit: String
        /// For those who may see all of it, where it was written beforehand.
        private var whole: [UInt8]?

        init(summary: ReadinessSummary, updatedAt: String?, configCommit: String) {
            self.summary = summary
            self.updatedAt = updatedAt
            self.configCommit = configCommit
        }
    }

    /// Today's score; nil if neither store knows the user.
    func today(
        of user: UserID, until end: Deadline
    ) async throws(FallbackProfileStore.Unavailable) -> FallbackProfileStore.Answer<Today>? {
        let commit = readiness.terms.configCommit
        if let stored = try await store.read([.readiness, .wellness], of: user, until: end),
            let score = finished.score(of: user, in: stored.value), score.today.configCommit == commit,
            score.date == now().date(inTimeZone: score.timeZone)
        {
            return .init(value: score.today, source: stored.source)
        }
        guard let subject = try await readiness.subject(user, until: end) else { return nil }
        let summary = ReadinessSummary(
            subject.profile.score(on: subject.date, terms: readiness.terms, userID: user.text))
        let updatedAt = subject.profile.updatedAt(on: subject.date)?.description
        return .init(
            value: Today(summary: summary, updatedAt: updatedAt, configCommit: commit), source: subject.source)
    }
}

extension TodayReader.Today {
    /// Without what the caller may not see.
    func json(for visibility: Visibility) -> [UInt8] {
        let withheld = visibility.withheld(of: Signal.ofScores)
        return withheld.isEmpty ? whole ?? written(for: visibility, []) : written(for: visibility, withheld)
    }

    /// Makes the document for those who may see all of it once and for all.
    mutating func writeDown(for user: UserID) {
        whole = written(for: Visibility(of: user, shown: Signal.all), [])
    }

    private func written(for visibility: Visibility, _ withheld: [Signal]) -> [UInt8] {
        var json = JSONWriter(capacity: 512)
        json.beginObject()
        summary.writeMembers(to: &json, for: visibility)
        if visibility.shows("updatedAt") {
            json.key("updatedAt")
            json.nullable(updatedAt)
        }
        json.field("configCommit", configCommit)
        json.withheld(withheld)
        json.endObject()
        return json.bytes
    }
}

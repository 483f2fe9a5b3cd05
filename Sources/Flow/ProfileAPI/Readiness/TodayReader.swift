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
    let parsers: JSONParserPool

    /// A score and when its data came.
    struct Today: Sendable, Equatable {
        var summary: ReadinessSummary
        /// When the newest of the rows behind the score was captured; nil where there are none.
        var updatedAt: String?
    }

    /// Today's score; nil if neither store knows the user.
    func today(
        of user: UserID, until end: Deadline
    ) async throws(FallbackProfileStore.Unavailable) -> FallbackProfileStore.Answer<Today>? {
        if let stored = try await store.read([.readiness, .wellness], of: user, until: end),
            let today = finished(stored.value)
        {
            return .init(value: today, source: stored.source)
        }
        guard let subject = try await readiness.subject(user, until: end) else { return nil }
        let summary = ReadinessSummary(
            subject.profile.score(on: subject.date, terms: readiness.terms, userID: user.text))
        let updatedAt = subject.profile.updatedAt(on: subject.date)?.description
        return .init(value: Today(summary: summary, updatedAt: updatedAt), source: subject.source)
    }

    /// Nil unless the documents are of today where the person is, and computed under the terms of now.
    private func finished(_ parts: ProfileParts) -> Today? {
        guard let wellness = parts[.wellness], let document = parts[.readiness] else { return nil }
        let updatedAt: String?? = parsers.parse(wellness) { wellness in
            guard let text = wellness["updatedAt"]?.text,
                let commit = wellness["configCommit"]?.text, commit == readiness.terms.configCommit,
                let date = wellness["date"]?.text.flatMap({ CivilDate($0) }),
                date == now().date(inTimeZone: wellness["timeZone"]?.text)
            else { return nil }
            return text
        }
        guard let updatedAt = updatedAt ?? nil else { return nil }
        guard let summary = parsers.parse(document, ReadinessSummary.init(stored:)) ?? nil else { return nil }
        return Today(summary: summary, updatedAt: updatedAt)
    }
}

extension TodayReader.Today {
    /// Without what the caller may not see.
    func json(configCommit: String, for visibility: Visibility) -> [UInt8] {
        var json = JSONWriter(capacity: 512)
        json.beginObject()
        summary.writeMembers(to: &json, for: visibility)
        json.key("updatedAt")
        json.nullable(updatedAt)
        json.field("configCommit", configCommit)
        json.withheld(visibility.withheld(of: [.readiness, .hrv, .sleep]))
        json.endObject()
        return json.bytes
    }
}

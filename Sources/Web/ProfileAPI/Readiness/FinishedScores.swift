import Bounded
import EventCodec
import Events
import HTTPKit
import Identity
import Profiles
import Synchronization

/// What people's finished documents say, remembered by the documents' bytes, so that the same documents are parsed once.
///
/// It is no cache of answers: the documents come from a store every time, and whether they are today's is asked every
/// time. Two 64-bit hashes stand for the bytes.
final class FinishedScores: Sendable {
    /// A score that the stream processor has finished.
    struct Score: Sendable, Equatable {
        var today: TodayReader.Today
        /// The day that was today when it was computed.
        var date: CivilDate
        /// What the person calls the time zone by which the day is told.
        var timeZone: String?
    }

    private struct Known {
        var wellness: EntityTag
        var readiness: EntityTag
        var score: Score
    }

    private let known: Mutex<RecentTable<UserID, Known>>
    private let parsers: JSONParserPool

    /// - Parameter capacity: people; about 1.5 KiB are kept for each, see ``RecentTable``.
    init(capacity: Int = 10_000, parsers: JSONParserPool) {
        known = Mutex(RecentTable(capacity: capacity))
        self.parsers = parsers
    }

    /// What the documents say; nil where one is missing or of a form that this version does not write.
    func score(of user: UserID, in parts: ProfileParts) -> Score? {
        guard let wellness = parts[.wellness], let readiness = parts[.readiness] else {
            // Perhaps an erasure: nothing of the person is to stay.
            known.withLock { $0[user] = nil }
            return nil
        }
        let tags = (EntityTag(wellness), EntityTag(readiness))
        if let known = known.withLock({ $0[user] }), (known.wellness, known.readiness) == tags { return known.score }
        guard let score = parse(wellness, readiness, of: user) else { return nil }
        known.withLock { $0[user] = Known(wellness: tags.0, readiness: tags.1, score: score) }
        return score
    }

    private func parse(_ wellness: [UInt8], _ readiness: [UInt8], of user: UserID) -> Score? {
        guard let summary = parsers.parse(readiness, ReadinessSummary.init(stored:)) ?? nil else { return nil }
        return parsers.parse(wellness) { wellness in
            guard let updatedAt = wellness["updatedAt"]?.text, let commit = wellness["configCommit"]?.text,
                let date = wellness["date"]?.text.flatMap({ CivilDate($0) })
            else { return nil }
            var today = TodayReader.Today(summary: summary, updatedAt: updatedAt, configCommit: commit)
            today.writeDown(for: user)
            return Score(today: today, date: date, timeZone: wellness["timeZone"]?.text)
        } ?? nil
    }
}

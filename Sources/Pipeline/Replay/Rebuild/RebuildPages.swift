import Events
import Kafka
import Postgres
import Profiles
import Stored
import Streaming

/// Computes whole hashes from the archive, a page of users at a time, and settles what was never told of them.
final class RebuildPages {
    /// A user's whole hash; without fields there is none.
    typealias Profile = (userID: String, fields: [ExactText: [UInt8]])

    /// What a page came to.
    struct Page {
        var profiles: [Profile] = []
        var events = 0
        /// Users whose snapshots were behind.
        var snapshotsMended = 0
    }

    private let archive: ArchiveView
    private let terms: TermsCatalog
    private let patience: Duration
    private let finder = DocumentCommit()

    init(_ archive: ArchiveView, _ terms: TermsCatalog, patience: Duration) {
        self.archive = archive
        self.terms = terms
        self.patience = patience
    }

    /// The users' hashes as of this standing, once the archive has passed them.
    func fold(_ users: [String], _ standing: Standing) async throws -> Page {
        var page = Page()
        var restored: [RestoredUser] = []
        for (user, fold, told, scores, isMended) in try read(users, standing) {
            // Better no profile than one that silently lacks something.
            if let error = fold.unreadable.first { throw error }
            let before = told.first { $0.key == ProfileDocument.wellness.rawValue }?.document
            let fields = fold.fields(await documents(of: user, fold.wellness.pruned(), told: before))
            page.events += fold.events
            page.profiles.append((user, fields))
            restored.append(
                RestoredUser(
                    userID: user, fold: fold, fields: fields, told: told,
                    wrong: await wrongDates(of: user, fold, scores), isMended: isMended))
        }
        page.snapshotsMended = try OwedSnapshots.settle(restored, on: archive.connection)
        return page
    }

    /// Under the commit of what was told last, if that leads to the same bytes; else there was news since, and the
    /// present commit is in force.
    private func documents(
        of user: String, _ wellness: WellnessProfile, told: [UInt8]?
    ) async -> WellnessDocuments? {
        if let told {
            let terms = await terms.terms(of: finder.commit(in: told))
            let documents = wellness.documents(terms: terms, userID: user)
            if documents?.wellnessJSON == told { return documents }
        }
        return wellness.documents(terms: terms.current, userID: user)
    }

    /// Dates whose score was computed from a profile that was not the fold of the events; nil if there are none.
    private func wrongDates(
        of user: String, _ fold: ReplayedUser, _ scores: [StoredSnapshot]
    ) async -> ClosedRange<CivilDate>? {
        var wrong: [CivilDate] = []
        for score in scores {
            guard let date = CivilDate(Array(score.key.utf8)), fold.wellness.isScored(date) else { continue }
            let terms = await terms.terms(of: score.configCommit)
            let expected = fold.wellness.readinessDocument(on: date, terms: terms, userID: user)
            if expected != score.document { wrong.append(date) }
        }
        guard let first = wrong.min(), let last = wrong.max() else { return nil }
        return first...last
    }

    private typealias Read = [(
        user: String, fold: ReplayedUser, told: [StoredSnapshot], scores: [StoredSnapshot], isMended: Bool
    )]

    /// The folds, and the live documents that were told; the daily tables then are what was archived.
    private func read(_ users: [String], _ standing: Standing) throws -> Read {
        var wait = ArchiveWait(patience: patience)
        while true {
            let found: Read? = try repeating {
                // Before anything is read: whoever is erased meanwhile must not come back.
                try ArchiveErasures.share(on: archive.connection)
                guard try wait.hasPassed(standing.checkpoints, try archive.checkpoints()) else { return nil }
                var parts: [ExactText: [StoredSnapshot]] = [:]
                for user in users {
                    parts[ExactText(user)] = try SnapshotComparison.storedParts(of: user, on: archive.connection)
                }
                let told = parts.mapValues { parts in
                    let wellness = parts.first { $0.key == ProfileDocument.wellness.rawValue }
                    let activity = parts.first { $0.key == ProfileDocument.activity.rawValue }
                    return ReplayedUser.Told(
                        activity: activity?.origin, wellness: wellness?.origin, collectsUntold: true)
                }
                let folds = try PageFold.fold(users, in: archive, standing, told: told)
                return try users.map { user in
                    let fold = folds[ExactText(user)] ?? ReplayedUser()
                    let isMended =
                        fold.unreadable.isEmpty
                        ? try DailyTablesMend.settle(user, fold, on: archive.connection) : false
                    let scores = try SnapshotComparison.storedScores(of: user, on: archive.connection)
                    return (user, fold, parts[ExactText(user)] ?? [], scores, isMended)
                }
            }
            if let found { return found }
            wait.rest()
        }
    }

    /// The body, in one view of the archive; once more where somebody has changed what it changes.
    private func repeating<Value>(_ body: () throws -> Value) throws -> Value {
        for _ in 1..<Self.attemptsMax {
            do { return try archive.within(body) } catch let error as PostgresError where error.sqlState == "40001" {
                continue
            }
        }
        return try archive.within(body)
    }

    private static let attemptsMax = 20
}

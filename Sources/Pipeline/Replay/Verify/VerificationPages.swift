import EventCodec
import Events
import Kafka
import Profiles
import Stored
import Streaming

/// Reads everything that is stored about a page of users as of one moment, and folds their events up to it.
final class VerificationPages {
    private let live: LiveProfiles
    private let archive: ArchiveView
    private let patience: Duration
    private let parser = JSONParser(capacity: 1 << 20)

    init(_ live: LiveProfiles, _ archive: ArchiveView, patience: Duration) {
        self.live = live
        self.archive = archive
        self.patience = patience
    }

    /// Everything about these users, as of one moment.
    func read(_ users: [String]) throws -> [UserComparison] {
        let partitions = try archive.checkpoints().keys.filter { ArchiveView.topics.contains($0.topic) }
        var erased = LiveWait(patience: patience)
        while true {
            let page = try live.page(users, Array(partitions))
            if let found = try read(users, page, &erased) { return found }
            erased.rest()
        }
    }

    /// Nil where the page is from before an erasure of the archive, and must be read anew.
    private func read(_ users: [String], _ page: LivePage, _ erased: inout LiveWait) throws -> [UserComparison]? {
        var wait = ArchiveWait(patience: patience)
        while true {
            var isComparable = true
            let found: [UserComparison]? = try archive.within {
                guard try wait.hasPassed(page.standing.checkpoints, try archive.checkpoints()) else { return nil }
                isComparable = try erased.hasPassed(try ArchiveErasures.last(on: archive.connection), page)
                return isComparable ? try compare(users, page) : nil
            }
            if found != nil || !isComparable { return found }
            wait.rest()
        }
    }

    private func compare(_ users: [String], _ page: LivePage) throws -> [UserComparison] {
        let connection = archive.connection
        var scores: [ExactText: [StoredSnapshot]] = [:]
        var parts: [ExactText: [StoredSnapshot]] = [:]
        for user in users {
            scores[ExactText(user)] = try SnapshotComparison.storedScores(of: user, on: connection)
            parts[ExactText(user)] = try SnapshotComparison.storedParts(of: user, on: connection)
        }
        let queued = try archive.queuedForRescore(users)
        let activity = ProfileDocument.activity.rawValue
        let told = parts.mapValues { parts in
            ReplayedUser.Told(activity: parts.first { $0.key == activity }?.origin)
        }
        let profiles = try PageFold.fold(users, in: archive, page.standing, told: told)
        return try users.map { user in
            let key = ExactText(user)
            let fold = profiles[key] ?? ReplayedUser()
            var rows = 0
            let daily = try DailyRowsComparison.differences(of: user, fold.archived, on: connection) { rows += $0 }
            return UserComparison(
                userID: user, fold: fold, live: page.profiles[key] ?? [:], standing: page.standing,
                scores: scores[key] ?? [],
                parts: parts[key] ?? [], isQueued: queued.contains(key), dailyDifferences: daily, dailyRows: rows,
                parser: parser)
        }
    }
}

import Events
import Kafka
import Postgres
import Profiles
import Redis
import Stored
import Streaming

/// Folds the archive again and compares everything that was computed from it, while the pipeline runs.
///
/// A page of users is read from Redis together with the checkpoints at which it stands; once the archive has passed
/// these, the page's events are folded up to exactly there. Whoever differs is looked at again, since a snapshot may
/// still be on its way. One page is held at a time.
package final class Verification {
    /// How a verification goes about it.
    package struct Options: Sendable {
        /// Users held in memory at a time.
        package var usersPerPage = 25
        /// Differences kept for printing; all are counted.
        package var differencesKept = 50
        /// How long to wait for an archive that makes no progress.
        package var patience: Duration = .seconds(30)
        /// How long to wait before users who differ are looked at again.
        package var pause: Duration = .seconds(1)

        /// The defaults.
        package init() {}
    }

    /// Users who are looked at again; of more than these, the first look counts.
    private static let doubtfulMax = 10_000
    private static let looksMax = 30

    private let options: Options
    private let live: LiveProfiles
    private let archive: ArchiveView
    private let terms: TermsCatalog
    private let finder = DocumentCommit()
    private let pages: VerificationPages
    private var report: VerificationReport

    /// Connects to both stores.
    package init(
        redis: RedisConfiguration, postgres: PostgresConfiguration, terms: TermsCatalog, options: Options = Options()
    ) throws {
        self.options = options
        self.terms = terms
        live = try LiveProfiles(redis)
        archive = try ArchiveView(postgres)
        pages = VerificationPages(live, archive, patience: options.patience)
        report = VerificationReport(kept: options.differencesKept)
    }

    /// Compares everything.
    ///
    /// - Throws: ``PartitionBeingRebuilt``, ``ArchiveBehind`` and ``LiveBehind`` where there is nothing to compare with.
    package func run(progress: (ReplayProgress) -> Void) async throws -> VerificationReport {
        var shown = ReplayProgress(total: try archive.recordCount())
        var doubtful: [String] = []
        var last = ""
        while true {
            let users = try archive.users(after: last, limit: options.usersPerPage)
            guard let end = users.last else { break }
            last = end
            doubtful += try await firstLook(at: users, room: Self.doubtfulMax - doubtful.count)
            shown.users = report.users
            shown.events = report.events
            progress(shown)
        }
        doubtful += try strangers().filter { !doubtful.map(ExactText.init).contains(ExactText($0)) }
        try await lookAgain(at: doubtful)
        report.add(try rowsOfStrangers())
        report.unreadableCommits = terms.unreadable
        report.beginnings = try archive.lateBeginnings()
        report.gaps = try archive.gaps()
        return report
    }

    /// Compares a page for the first time; gives back who differs.
    private func firstLook(at users: [String], room: Int) async throws -> [String] {
        let compared = try pages.read(users)
        var doubtful: [String] = []
        for user in compared {
            report.users += 1
            report.events += user.fold.events
            report.fields += user.live.count
            report.dailyRows += user.dailyRows
            report.snapshots += user.isQueued ? 0 : user.scores.count + user.parts.count
            report.queued += user.isQueued ? 1 : 0
            let found = try await differences(of: user)
            if found.isEmpty { continue }
            if doubtful.count < room { doubtful.append(user.userID) } else { report.add(found) }
        }
        return doubtful
    }

    /// Looks at users who differed until they do not, or until nothing has moved between two looks.
    private func lookAgain(at users: [String]) async throws {
        var users = users
        var before = ""
        for look in 1...Self.looksMax where !users.isEmpty {
            let now = try archive.position()
            let isLast = now == before || look == Self.looksMax
            before = now
            if !isLast { try await Task.sleep(for: options.pause) }
            var doubtful: [String] = []
            for start in stride(from: 0, to: users.count, by: options.usersPerPage) {
                for user in try pages.read(Array(users[start..<min(start + options.usersPerPage, users.count)])) {
                    let found = try await differences(of: user)
                    guard !found.isEmpty else { continue }
                    doubtful.append(user.userID)
                    if isLast { report.add(found) }
                }
            }
            users = isLast ? [] : doubtful
        }
    }

    private func differences(of user: UserComparison) async throws -> [Difference] {
        let commits = user.commits(finder)
        let documents = user.documents(await terms.terms(of: commits.live ?? commits.told))
        var found = user.unreadable + user.profileDifferences(documents) + user.dailyDifferences
        guard !user.isQueued else { return found }
        let told =
            commits.live == commits.told ? documents : user.documents(await terms.terms(of: commits.told))
        found += user.partDifferences(told)
        var missing = Set(user.scoredDates)
        for stored in user.scores {
            guard let date = CivilDate(Array(stored.key.utf8)) else { continue }
            missing.remove(date)
            found += try user.scoreDifferences(stored, on: date, await terms.terms(of: stored.configCommit))
        }
        for date in missing.sorted() { found += try user.scoreDifferences(nil, on: date, terms.current) }
        return found
    }

    /// Users with a profile in Redis of whom the archive knows nothing.
    private func strangers() throws -> [String] {
        var found: [String] = []
        try live.scan { users in
            guard found.count < Self.doubtfulMax else { return }
            found += try archive.unknown(users)
        } checkpoints: { _ in
        }
        return Array(Set(found.map(ExactText.init)).map(\.text))
    }

    /// Rows about users of whom the archive knows nothing.
    private func rowsOfStrangers() throws -> [Difference] {
        try [
            Tables.hrvDaily, Tables.sleepDaily, Tables.napDaily, Tables.trainingDaily, Tables.profileSettings,
            Tables.readinessSnapshots,
            Tables.profileSnapshots,
        ].flatMap { table in
            try archive.connection.query(
                """
                SELECT user_id, count(*) AS rows FROM \(table) AS t
                WHERE NOT EXISTS (SELECT FROM \(Tables.events) AS e WHERE e.user_id = t.user_id) GROUP BY user_id
                """
            ).rows.map { row in
                Difference(
                    try row.text(0), table, expected: nil,
                    found: "rows of a user without any archived event: \(try row.int(1))")
            }
        }
    }
}

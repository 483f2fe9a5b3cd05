import EventCodec
import Events
import Postgres
import Profiles
import Stored

/// One transaction of the rescorer: a person's stale dates, as many as the limit allows, scored from the daily tables.
///
/// Killed anywhere, it has done nothing and the request is still there.
struct RescoreStep {
    /// What a step did.
    struct Outcome {
        let userID: String
        let dates: [CivilDate]
        /// Whether the request is still in the queue with the rest of its dates.
        let isUnfinished: Bool
    }

    let terms: WellnessProfile.Terms
    let datesMax: Int
    /// The largest readiness document is about 2 KiB.
    private let parser = JSONParser(capacity: 1 << 16)

    /// Nil when there is nothing to do.
    func run(on connection: PostgresConnection) throws -> Outcome? {
        // One view of the tables and of the checkpoint that tells how far they are. A request or a snapshot that changed
        // since the view was taken fails the transaction (40001), and the step is tried again.
        _ = try connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
        var user: String?
        do {
            guard let request = try RescoreQueue.take(on: connection) else {
                _ = try connection.execute("ROLLBACK")
                return nil
            }
            user = request.userID
            let outcome = try carryOut(request, on: connection)
            _ = try connection.execute("COMMIT")
            return outcome
        } catch {
            _ = try? connection.execute("ROLLBACK")
            if let error = error as? PostgresError, error.isRetriable { throw error }
            guard let user else { throw error }
            throw RescoreFailure(userID: user, reason: error)
        }
    }

    private func carryOut(_ request: RescoreRequest, on connection: PostgresConnection) throws -> Outcome {
        let profile = try DailyRowsReader.profile(of: request.userID, on: connection) ?? WellnessProfile()
        var dates = profile.scoredDates(in: request.dates, limit: datesMax + 1)
        let rest = dates.count > datesMax ? dates.removeLast() : nil
        var snapshots = try dates.compactMap { try snapshot(of: $0, profile, request) }
        let changed = try RescoredScores(snapshots, of: request, on: connection)
        if !changed.isEmpty {
            let causes = try RescoreCauses(changed, of: profile, request, on: connection)
            for index in snapshots.indices { snapshots[index].causes = causes.causes(of: snapshots[index], terms) }
        }
        try SnapshotTables.upsertReadiness(snapshots.map { [$0] }, on: connection)
        try RescoreQueue.settle(request, nextDate: rest, on: connection)
        return Outcome(userID: request.userID, dates: dates, isUnfinished: rest != nil)
    }

    /// By way of the document: so a rescored row cannot differ from one that the stream processor told.
    private func snapshot(
        of date: CivilDate, _ profile: WellnessProfile, _ request: RescoreRequest
    ) throws -> ReadinessSnapshot? {
        let document = profile.readinessDocument(on: date, terms: terms, userID: request.userID)
        return try document.withUnsafeBytes { bytes in
            try parser.parse(bytes) { result in
                ReadinessSnapshot(
                    result, user: request.userID, commit: terms.configCommit, causes: Causes(),
                    origin: request.origin)
            }
        }
    }
}

/// A person cannot be rescored, which trying again at once does not mend.
struct RescoreFailure: Error {
    let userID: String
    let reason: any Error
}

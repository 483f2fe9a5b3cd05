import DailyStore
import Events
import Postgres
import Profiles
import Readiness
import Streaming

/// A user as a rebuild restores them, and what the snapshots say of them.
struct RestoredUser {
    let userID: String
    let fold: ReplayedUser
    let fields: [ExactText: [UInt8]]
    /// The rows of `profile_snapshots`.
    let told: [StoredSnapshot]
}

/// Brings the snapshots up to a restored profile.
///
/// Where Redis has lost its checkpoints, the profile may contain records that the stream processor never saw, and so
/// never told in an insight. Their live documents are written here; the scores of their dates are left to the rescorer.
enum OwedSnapshots {
    /// Returns how many users' snapshots were behind.
    static func settle(_ users: [RestoredUser], on connection: PostgresConnection) throws -> Int {
        var count = 0
        for user in users {
            var parts = parts(user)
            var rescore = rescore(user)
            guard !parts.isEmpty || rescore != nil else { continue }
            count += 1
            try connection.transaction {
                // Whoever was erased since the archive was read must not come back.
                try ArchiveErasures.share(on: connection)
                let origins = parts.map(\.2) + (rescore.map { [$0.origin] } ?? [])
                let gone = try ArchiveErasures.gone(Set(origins), on: connection)
                parts.removeAll { gone.contains($0.2) }
                if let origin = rescore?.origin, gone.contains(origin) { rescore = nil }
                // The queue first, as the archiver and the rescorer do, so that nobody waits for each other.
                if let rescore { try enqueue(rescore, user.userID, on: connection) }
                for (part, json, origin) in parts { try upsert(part, json, origin, user.userID, on: connection) }
            }
        }
        return count
    }

    private static func parts(_ user: RestoredUser) -> [(ProfileDocument, [UInt8], RecordOrigin)] {
        ProfileDocument.allCases.compactMap { part in
            let origin = part == .activity ? user.fold.lastActivity : user.fold.untold?.last?.origin
            guard let json = user.fields[ExactText(part.rawValue)], let origin,
                user.told.first(where: { $0.key == part.rawValue })?.document != json
            else { return nil }
            return (part, json, origin)
        }
    }

    private struct Rescore {
        let dates: ClosedRange<CivilDate>
        let cause: String
        let origin: RecordOrigin
    }

    private static func rescore(_ user: RestoredUser) -> Rescore? {
        guard let untold = user.fold.untold, let last = untold.last else { return nil }
        let live = untold.changes.affectedDates(of: user.fold.wellness)
        let stale = untold.changes.staleDates(of: user.fold.wellness)
        guard let first = [live.first, stale?.lowerBound].compactMap({ $0 }).min(),
            let end = [live.last, stale?.upperBound].compactMap({ $0 }).max()
        else { return nil }
        return Rescore(dates: first...end, cause: last.eventID, origin: last.origin)
    }

    private static func enqueue(_ rescore: Rescore, _ userID: String, on connection: PostgresConnection) throws {
        _ = try connection.query(
            """
            INSERT INTO rescore_queue AS old
                (user_id, first_date, last_date, cause, origin_topic, origin_partition, origin_offset)
            VALUES ($1, $2, $3, $4, $5, $6, $7)
            ON CONFLICT (user_id) DO UPDATE
            SET first_date = least(old.first_date, excluded.first_date),
                last_date = greatest(old.last_date, excluded.last_date)
            """,
            [
                .text(userID), .date(rescore.dates.lowerBound.dayNumber), .date(rescore.dates.upperBound.dayNumber),
                .text(rescore.cause), .text(rescore.origin.topic), .int4(rescore.origin.partition),
                .int8(rescore.origin.offset),
            ])
    }

    private static func upsert(
        _ part: ProfileDocument, _ json: [UInt8], _ origin: RecordOrigin, _ userID: String,
        on connection: PostgresConnection
    ) throws {
        _ = try connection.query(
            """
            INSERT INTO profile_snapshots AS old
                (user_id, part, document, origin_topic, origin_partition, origin_offset, updated_at)
            VALUES ($1, $2, $3::text::json, $4, $5, $6, now())
            \(ProfileSnapshots.keepNewest)
            """,
            [
                .text(userID), .text(part.rawValue), .text(String(decoding: json, as: UTF8.self)), .text(origin.topic),
                .int4(origin.partition), .int8(origin.offset),
            ])
    }
}

import Events
import Postgres
import Profiles
import Readiness
import Stored
import Streaming

/// A user as a rebuild restores them, and what the snapshots say of them.
struct RestoredUser {
    let userID: String
    let fold: ReplayedUser
    let fields: [ExactText: [UInt8]]
    /// The rows of `profile_snapshots`.
    let told: [StoredSnapshot]
    /// Dates whose stored score is not that of the events: the stream processor had lost the profile and begun it anew.
    let wrong: ClosedRange<CivilDate>?
    /// Whether the daily tables held what no longer counts: then scores may be wrong, and nobody will tell them anew.
    let isMended: Bool
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
                let origins = parts.map(\.origin) + (rescore.map { [$0.origin] } ?? [])
                let gone = try ArchiveErasures.gone(Set(origins), on: connection)
                parts.removeAll { gone.contains($0.origin) }
                if let origin = rescore?.origin, gone.contains(origin) { rescore = nil }
                // The queue first, as the archiver and the rescorer do, so that nobody waits for each other.
                if let rescore { try enqueue(rescore, user.userID, on: connection) }
                for part in parts { try upsert(part, user.userID, on: connection) }
            }
        }
        return count
    }

    /// A live document that was told otherwise, or not at all.
    private struct Part {
        let name: ProfileDocument
        let json: [UInt8]
        let origin: RecordOrigin
        /// What the row that is wrong was computed from.
        let wrong: RecordOrigin?
    }

    private static func parts(_ user: RestoredUser) -> [Part] {
        ProfileDocument.allCases.compactMap { part in
            let told = user.told.first { $0.key == part.rawValue }
            let untold = part == .activity ? user.fold.lastActivity : user.fold.untold?.last?.origin
            // What was told may be wrong although everything was: an earlier version accepted what this one refuses.
            // Or name a record that is not folded where it lies any more, or in another order.
            let isUnfounded = part == .activity && told != nil && user.fold.activityTold != told?.document
            guard let json = user.fields[ExactText(part.rawValue)], told?.document != json || isUnfounded,
                let origin = untold ?? told?.origin
            else { return nil }
            return Part(name: part, json: json, origin: origin, wrong: told?.origin)
        }
    }

    private struct Rescore {
        let dates: ClosedRange<CivilDate>
        let cause: String
        let origin: RecordOrigin
    }

    private static func rescore(_ user: RestoredUser) -> Rescore? {
        if user.isMended, let last = user.fold.lastWellness, let horizon = user.fold.wellness.rows.horizon {
            return Rescore(dates: .earliest...horizon, cause: last.eventID, origin: last.origin)
        }
        let untold = user.fold.untold.flatMap { $0.last == nil ? nil : $0 }
        let live = untold?.changes.affectedDates(of: user.fold.wellness)
        let stale = untold?.changes.staleDates(of: user.fold.wellness)
        guard let last = untold?.last ?? user.fold.lastWellness,
            let first = [live?.first, stale?.lowerBound, user.wrong?.lowerBound].compactMap({ $0 }).min(),
            let end = [live?.last, stale?.upperBound, user.wrong?.upperBound].compactMap({ $0 }).max()
        else { return nil }
        return Rescore(dates: first...end, cause: last.eventID, origin: last.origin)
    }

    private static func enqueue(_ rescore: Rescore, _ userID: String, on connection: PostgresConnection) throws {
        _ = try connection.query(
            """
            INSERT INTO \(Tables.rescoreQueue) AS old
                (user_id, first_date, last_date, cause, origin_topic, origin_partition, origin_offset,
                origin_generation)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            ON CONFLICT (user_id) DO UPDATE
            SET first_date = least(old.first_date, excluded.first_date),
                last_date = greatest(old.last_date, excluded.last_date)
            """,
            [
                .text(userID), .date(rescore.dates.lowerBound.dayNumber), .date(rescore.dates.upperBound.dayNumber),
                .text(rescore.cause), .text(rescore.origin.topic), .int4(rescore.origin.partition),
                .int8(rescore.origin.offset), .int8(rescore.origin.generation),
            ])
    }

    private static func upsert(_ part: Part, _ userID: String, on connection: PostgresConnection) throws {
        if let wrong = part.wrong {
            // It may name a later record than any that counts, and would stay.
            _ = try connection.query(
                """
                DELETE FROM \(Tables.profileSnapshots) WHERE user_id = $1 AND part = $2
                    AND (origin_topic, origin_partition, origin_offset, origin_generation) = ($3, $4, $5, $6)
                """, [.text(userID), .text(part.name.rawValue)] + place(wrong))
        }
        _ = try connection.query(
            """
            INSERT INTO \(Tables.profileSnapshots) AS old
                (user_id, part, document, origin_topic, origin_partition, origin_offset, origin_generation, updated_at)
            VALUES ($1, $2, $3::text::json, $4, $5, $6, $7, now())
            \(ProfileSnapshots.keepNewest)
            """,
            [.text(userID), .text(part.name.rawValue), .text(String(decoding: part.json, as: UTF8.self))]
                + place(part.origin))
    }

    private static func place(_ origin: RecordOrigin) -> [PostgresValue] {
        [.text(origin.topic), .int4(origin.partition), .int8(origin.offset), .int8(origin.generation)]
    }
}

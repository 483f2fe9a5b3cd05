import Events
import Postgres
import Stored
import Streaming

/// Those of a rescorer's scores that differ from what is stored, with what the stored ones were computed from.
struct RescoredScores {
    /// A stored score.
    struct Stored {
        /// The record that it was computed from.
        let origin: RecordOrigin
        let configCommit: String?
    }

    /// Nil for a date that has no score yet.
    private(set) var before: [CivilDate: Stored?] = [:]

    var isEmpty: Bool { before.isEmpty }

    init(
        _ snapshots: [ReadinessSnapshot], of request: RescoreRequest, on connection: PostgresConnection
    ) throws {
        guard let first = snapshots.first?.date, let last = snapshots.last?.date else { return }
        let rows = try connection.query(
            """
            SELECT date, document::text, origin_topic, origin_partition, origin_offset, origin_generation,
                config_commit
            FROM \(Tables.readinessSnapshots) WHERE user_id = $1 AND date BETWEEN $2 AND $3
            """, [.text(request.userID), .date(first.dayNumber), .date(last.dayNumber)]
        ).rows
        var stored: [CivilDate: (document: [UInt8], score: Stored)] = [:]
        for row in rows {
            let origin = RecordOrigin(
                topic: try row.text(2), partition: Int32(clamping: try row.int(3)), offset: Int64(try row.int(4)),
                generation: Int64(try row.int(5)))
            stored[CivilDate(dayNumber: try row.date(0))] = (
                try row.bytes(1), Stored(origin: origin, configCommit: try row.isNull(6) ? nil : row.text(6))
            )
        }
        for snapshot in snapshots where stored[snapshot.date]?.document != snapshot.document {
            before[snapshot.date] = .some(stored[snapshot.date]?.score)
        }
    }
}

import EventCodec
import Events
import Kafka
import Postgres
import Profiles
import Stored
import Streaming

/// A user's row of `readiness_snapshots` or `profile_snapshots`, without what depends on the order of arrival.
struct StoredSnapshot {
    /// The date, or the part of the profile.
    let key: String
    let document: [UInt8]
    /// The columns that repeat parts of the document, as text; nil for NULL.
    let columns: [(name: String, value: String?)]
    let configCommit: String?
    let origin: RecordOrigin
}

/// What the archiver and the rescorer keep of computed results, against the same results computed again.
enum SnapshotComparison {
    static func storedScores(of userID: String, on connection: PostgresConnection) throws -> [StoredSnapshot] {
        let names = ["score", "band", "status", "confidenceLevel", "guidance"]
        return try connection.query(
            """
            SELECT date, document, config_commit, origin_topic, origin_partition, origin_offset, origin_generation,
                score::text, band, status, confidence_level, guidance, confidence, stale, drivers, flags
            FROM \(Tables.readinessSnapshots) WHERE user_id = $1 ORDER BY date
            """, [.text(userID)]
        ).rows.map { row in
            var columns = try names.enumerated().map { ($1, try row.optionalText(.number(7 + $0))) }
            columns += [
                ("confidence", "\(try row.double(12))"), ("stale", "\(try row.bool(13))"),
                ("drivers", try row.text(14)), ("flags", try row.text(15)),
            ]
            return StoredSnapshot(
                key: "\(CivilDate(dayNumber: try row.date(0)))", document: try row.bytes(1), columns: columns,
                configCommit: try row.optionalText(2), origin: try row.origin(3))
        }
    }

    static func storedParts(of userID: String, on connection: PostgresConnection) throws -> [StoredSnapshot] {
        try connection.query(
            """
            SELECT part, document, origin_topic, origin_partition, origin_offset, origin_generation
            FROM \(Tables.profileSnapshots)
            WHERE user_id = $1 ORDER BY part
            """, [.text(userID)]
        ).rows.map { row in
            StoredSnapshot(
                key: try row.text(0), document: try row.bytes(1), columns: [], configCommit: nil,
                origin: try row.origin(2))
        }
    }

    /// The columns that an expected `readiness` document leads to.
    static func columns(of document: [UInt8], _ parser: JSONParser) throws -> [(name: String, value: String?)] {
        try document.withUnsafeBytes { bytes in
            try parser.parse(bytes) { json in
                [
                    ("score", json["score"]?.integer.map { "\($0)" }), ("band", json["band"]?.text),
                    ("status", json["status"]?.text), ("confidenceLevel", json["confidenceLevel"]?.text),
                    ("guidance", json["guidance"]?.text), ("confidence", json["confidence"]?.number.map { "\($0)" }),
                    ("stale", json["stale"]?.bool.map { "\($0)" }), ("drivers", json["drivers"].map(text)),
                    ("flags", json["flags"].map(text)),
                ]
            }
        }
    }

    private static func text(_ value: JSONValue) -> String {
        String(decoding: JSONWriter.bytes(of: value), as: UTF8.self)
    }
}

extension PostgresRow {
    fileprivate func optionalText(_ column: Column) throws -> String? { try isNull(column) ? nil : try text(column) }

    /// Topic, partition, offset and generation, in four columns from this one on.
    fileprivate func origin(_ first: Int) throws -> RecordOrigin {
        RecordOrigin(
            topic: try text(.number(first)), partition: Int32(clamping: try int(.number(first + 1))),
            offset: Int64(try int(.number(first + 2))), generation: Int64(try int(.number(first + 3))))
    }
}

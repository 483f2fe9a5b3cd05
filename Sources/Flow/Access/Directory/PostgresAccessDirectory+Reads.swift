import Events
import Identity
import Postgres

extension PostgresAccessDirectory {
    /// The number of a read makes it safe to write a batch again whose answer was lost.
    private static let append = """
        INSERT INTO access.reads (subject_id, read_at, read_id, reader_id, reader_role, signals, address)
        SELECT subject_id, to_timestamp(0) + read_at * interval '1 microsecond', read_id, reader_id, reader_role,
            string_to_array(signals, ','), nullif(address, '')
        FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::text[])
            AS read (subject_id, read_at, read_id, reader_id, reader_role, signals, address)
        ON CONFLICT DO NOTHING
        """

    /// One statement for all.
    public func append(_ reads: [ReadRecord], within deadline: Duration) async throws {
        let values: [PostgresValue] = [
            .textArray(reads.map(\.subject.text)), .int8Array(reads.map(\.time.microseconds)),
            .int8Array(reads.map(\.id)), .textArray(reads.map(\.reader.text)), .textArray(reads.map(\.role.rawValue)),
            .textArray(reads.map { $0.signals.names.joined(separator: ",") }),
            .textArray(reads.map { $0.address ?? "" }),
        ]
        _ = try await pool.withConnection(deadline: deadline) { connection in
            try connection.query(Self.append, values).affectedRows
        }
    }

    private static let page = """
        SELECT read_id, read_at, reader_id, reader_role, array_to_string(signals, ',') AS signals,
            coalesce(address, '') AS address
        FROM access.reads WHERE subject_id = $1 AND read_at >= $2 AND read_at < $3
        ORDER BY read_at DESC, read_id DESC LIMIT $4 OFFSET $5
        """

    /// By the key, backwards.
    public func reads(
        of subject: UserID, in span: Range<Instant>, page: Page, within deadline: Duration
    ) async throws -> [ReadRecord] {
        let values: [PostgresValue] = [
            .text(subject.text), .timestamptz(span.lowerBound.microseconds),
            .timestamptz(span.upperBound.microseconds), .int8(Int64(page.size)), .int8(Int64(page.skipped)),
        ]
        return try await pool.withConnection(deadline: deadline) { connection in
            try connection.query(Self.page, values).rows.map { row in
                let address = try row.text("address")
                return ReadRecord(
                    id: Int64(try row.int("read_id")), reader: try UserID(row.text("reader_id")),
                    role: Role(rawValue: try row.text("reader_role")) ?? .coach, subject: subject,
                    signals: try row.signals("signals"),
                    time: Instant(microseconds: try row.timestamptz("read_at")),
                    address: address.isEmpty ? nil : address)
            }
        }
    }
}

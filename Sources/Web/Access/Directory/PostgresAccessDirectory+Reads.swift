import Events
import Identity
import Postgres

extension PostgresAccessDirectory {
    /// In the order of the ids, so that two who name the same new people never wait for each other.
    private static let name = """
        INSERT INTO \(AccessTables.people) (user_id)
        SELECT DISTINCT user_id FROM unnest($1::text[]) AS one (user_id) ORDER BY 1
        ON CONFLICT DO NOTHING
        """
    /// The number of a look makes it safe to write a batch again whose answer was lost.
    private static let append = """
        INSERT INTO \(AccessTables.reads) (read_at, read_id, reader_id, reader_role, address, subjects, shown)
        SELECT to_timestamp(0) + look.read_at * interval '1 microsecond', look.read_id, look.reader_id, look.reader_role,
            nullif(look.address, ''), of_look.subjects, of_look.shown
        FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::text[]) WITH ORDINALITY
            AS look (read_at, read_id, reader_id, reader_role, address, number)
        JOIN (
            SELECT one.number, array_agg(people.person ORDER BY people.person) AS subjects,
                array_agg(one.shown::smallint ORDER BY people.person) AS shown
            FROM unnest($6::bigint[], $7::text[], $8::bigint[]) AS one (number, user_id, shown)
            JOIN \(AccessTables.people) USING (user_id) GROUP BY one.number
        ) AS of_look USING (number)
        ON CONFLICT DO NOTHING
        """

    /// Two statements for all. Who is erased between them is left out: nobody's name may come back by this.
    package func append(_ looks: [Look], within deadline: Duration) async throws {
        let shown = looks.enumerated().flatMap { number, look in look.shown.map { (number: number + 1, shown: $0) } }
        let people = PostgresValue.textArray(shown.map(\.shown.subject.text))
        let values: [PostgresValue] = [
            .int8Array(looks.map(\.time.microseconds)), .int8Array(looks.map(\.id)),
            .textArray(looks.map(\.reader.text)), .textArray(looks.map(\.role.rawValue)),
            .textArray(looks.map { $0.address ?? "" }),
            .int8Array(shown.map { Int64($0.number) }), people, .int8Array(shown.map(\.shown.signals.bits)),
        ]
        try await pool.withConnection(deadline: deadline) { connection in
            try connection.query(Self.name, [people])
            try connection.query(Self.append, values)
        }
    }

    private static let person = "SELECT person FROM \(AccessTables.people) WHERE user_id = $1"
    private static let columns = """
        read_id, read_at, reader_id, reader_role, coalesce(address, '') AS address,
        array_to_string(\(AccessRoutines.signalNames)(shown[array_position(subjects, $1)]), ',') AS signals
        """
    /// By the key, backwards, and not far: who is in most of the looks has a page full at once.
    private static let newest = """
        SELECT \(columns)
        FROM (SELECT * FROM \(AccessTables.reads) WHERE read_at >= $2 AND read_at < $3
            ORDER BY read_at DESC, read_id DESC LIMIT 1000)
            AS look
        WHERE subjects @> ARRAY[$1] ORDER BY read_at DESC, read_id DESC LIMIT $4 OFFSET $5
        """
    /// By the index of those looked at: who is in few of the looks has few to be ordered.
    private static let all = """
        WITH own AS MATERIALIZED (
            SELECT read_at, read_id FROM \(AccessTables.reads) WHERE subjects @> ARRAY[$1]
                AND read_at >= $2 AND read_at < $3
        ), page AS (SELECT * FROM own ORDER BY read_at DESC, read_id DESC LIMIT $4 OFFSET $5)
        SELECT \(columns) FROM page JOIN \(AccessTables.reads) USING (read_at, read_id) ORDER BY read_at DESC, read_id DESC
        """

    /// A page that is full among the newest looks of all is the page; else the person's own looks are gathered.
    package func reads(
        of subject: UserID, in span: Range<Instant>, page: Page, within deadline: Duration
    ) async throws -> [ReadRecord] {
        let bounds: [PostgresValue] = [
            .timestamptz(span.lowerBound.microseconds), .timestamptz(span.upperBound.microseconds),
            .int8(Int64(page.size)), .int8(Int64(page.skipped)),
        ]
        return try await pool.withConnection(deadline: deadline) { connection in
            guard let person = try connection.query(Self.person, [.text(subject.text)]).first?.int("person") else {
                return []
            }
            let values = [.int8(Int64(person))] + bounds
            var rows = try connection.query(Self.newest, values).rows
            if rows.count < page.size { rows = try connection.query(Self.all, values).rows }
            return try rows.map { row in
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

extension Set<Signal> {
    /// As the column `shown` of `access.reads` has it.
    fileprivate var bits: Int64 {
        reduce(0) { bits, signal in
            switch signal {
            case .hrv: bits | 1
            case .sleep: bits | 2
            case .activity: bits | 4
            case .readiness: bits | 8
            }
        }
    }
}

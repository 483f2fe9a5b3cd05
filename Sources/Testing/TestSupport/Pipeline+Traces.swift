import Events
import Postgres

extension Pipeline {
    /// The tables and Redis keys where the id stands in any column of any row.
    package func places(of user: String) throws -> [String] {
        let connection = try openPostgres()
        _ = try connection.execute("REFRESH MATERIALIZED VIEW mv_user_readiness_summary")
        let tables = try connection.query(
            """
            SELECT oid::regclass::text FROM pg_class
            WHERE relkind IN ('r', 'm') AND relnamespace NOT IN ('pg_catalog'::regnamespace,
                'information_schema'::regnamespace, 'pg_toast'::regnamespace) AND relpersistence = 'p'
            """
        ).rows.map { try $0.text(0) }
        let hex = Array(user.utf8).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        var found: [String] = []
        for table in tables {
            let sql = """
                SELECT count(*) FROM \(table) AS t
                WHERE position($1 IN \(Self.plain("t::text"))) > 0 OR position($1 IN \(Self.plain("to_jsonb(t)::text"))) > 0
                    OR position($2 IN t::text) > 0
                """
            let rows = try connection.query(sql, [.text(user), .text(hex)]).first?.int(0) ?? 0
            if rows > 0 { found.append(table) }
        }
        if try profiles().keys.contains(where: { ExactText($0) == ExactText(user) }) { found.append("redis") }
        return found
    }

    /// A row without its UUIDs and commits: a short name may stand in one by chance.
    private static func plain(_ row: String) -> String {
        let uuid = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
        return "regexp_replace(\(row), '\(uuid)|[0-9a-f]{40}', '', 'g')"
    }
}

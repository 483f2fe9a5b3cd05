import Postgres

/// The copies in `profile_snapshots` that the archiver keeps; they may trail Redis by its batch.
public struct PostgresProfileStore: ProfileStore {
    private static let query = "SELECT part, document FROM profile_snapshots WHERE user_id = $1 AND part = ANY($2)"

    private let pool: PostgresPool

    /// The pool stays the caller's, who shuts it down. The role needs nothing but SELECT on `profile_snapshots`.
    public init(_ pool: PostgresPool) { self.pool = pool }

    /// One statement by primary key.
    public func read(
        _ parts: [ProfilePart], of user: UserID, within deadline: Duration
    ) async throws -> ProfileParts {
        let parameters: [PostgresValue] = [.text(user.text), .textArray(parts.map(\.rawValue))]
        return try await pool.withConnection(deadline: deadline) { connection in
            var documents = ProfileParts()
            for row in try connection.query(Self.query, parameters).rows {
                if let part = ProfilePart(rawValue: try row.text(0)) { documents[part] = try row.bytes(1) }
            }
            return documents
        }
    }

    /// An empty statement over the wire.
    public func ping(within deadline: Duration) async throws {
        try await pool.withConnection(deadline: deadline) { connection in
            _ = try connection.query("SELECT 1")
        }
    }
}

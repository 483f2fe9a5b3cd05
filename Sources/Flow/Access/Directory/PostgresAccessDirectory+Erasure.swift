import Identity
import Postgres

extension PostgresAccessDirectory {
    /// What the person read of others stays in their record, since it is theirs: without the reader's name and address.
    private static let forgetReads = """
        WITH gone AS (DELETE FROM access.reads WHERE subject_id = $1 OR reader_id = $1 RETURNING *)
        INSERT INTO access.reads (subject_id, read_at, read_id, reader_id, reader_role, signals)
        SELECT subject_id, read_at, read_id, '(erased)', reader_role, signals FROM gone WHERE subject_id <> $1
        """

    /// Forgets the person's memberships, consents and alerts, and who read what of them; safe to repeat.
    public func forget(_ user: UserID, within deadline: Duration) async throws {
        try await pool.withConnection(deadline: deadline) { connection in
            try connection.transaction {
                _ = try connection.query("DELETE FROM access.members WHERE user_id = $1", [.text(user.text)])
                _ = try connection.query("DELETE FROM access.alerts WHERE user_id = $1", [.text(user.text)])
                _ = try connection.query(Self.forgetReads, [.text(user.text)])
            }
        }
    }
}

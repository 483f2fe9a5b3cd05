import Identity
import Postgres

extension PostgresAccessDirectory {
    /// What the person read of others stays in their record, since it is theirs: without the reader's name and address.
    private static let forgetReader = """
        WITH gone AS (DELETE FROM \(AccessTables.reads) WHERE reader_id = $1 RETURNING *)
        INSERT INTO \(AccessTables.reads) (read_at, read_id, reader_id, reader_role, subjects, shown)
        SELECT read_at, read_id, '(erased)', reader_role, subjects, shown FROM gone
        """
    /// Without the name the number in the looks of others is nobody's, and whoever comes back gets another one.
    private static let forgetSubject = "DELETE FROM \(AccessTables.people) WHERE user_id = $1"

    /// Forgets the person's memberships, consents and alerts, and who read what of them; safe to repeat.
    package func forget(_ user: UserID, within deadline: Duration) async throws {
        try await pool.withConnection(deadline: deadline) { connection in
            try connection.transaction {
                _ = try connection.query("DELETE FROM \(AccessTables.members) WHERE user_id = $1", [.text(user.text)])
                _ = try connection.query("DELETE FROM \(AccessTables.alerts) WHERE user_id = $1", [.text(user.text)])
                _ = try connection.query(Self.forgetReader, [.text(user.text)])
                _ = try connection.query(Self.forgetSubject, [.text(user.text)])
                _ = try connection.query("SELECT \(AccessRoutines.forgetSecurityEvents)($1)", [.text(user.text)])
            }
        }
    }
}

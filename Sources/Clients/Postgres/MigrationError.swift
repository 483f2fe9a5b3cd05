/// Why the database could not be brought up to date.
package struct MigrationError: Error, Sendable, CustomStringConvertible {
    /// The file that stands in the way.
    package let file: String
    /// What is wrong with it.
    package let reason: String
    /// The server's refusal, if a statement failed.
    package let cause: PostgresError?

    init(file: String, reason: String, cause: PostgresError? = nil) {
        self.file = file
        self.reason = reason
        self.cause = cause
    }

    /// `migration 0003-archive.sql was changed after it had been applied`
    package var description: String { "migration \(file) \(reason)" + (cause.map { ": \($0)" } ?? "") }
}

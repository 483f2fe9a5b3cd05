import CPostgres

/// Receives what a PostgreSQL server says beside its answers: severity (`WARNING`, `NOTICE`, `INFO` …), SQLSTATE and text.
///
/// Called on the thread that uses the connection.
package typealias PostgresLog = @Sendable (_ severity: String, _ sqlState: String, _ message: String) -> Void

/// What libpq's callback finds behind its pointer; lives as long as the connection.
final class PostgresNotices {
    private let log: PostgresLog?

    init(_ log: PostgresLog?) { self.log = log }

    /// Has the connection's notices come here instead of to standard error. The connection must not outlive this.
    func receive(from connection: OpaquePointer) {
        PQsetNoticeReceiver(
            connection,
            { opaque, result in
                guard let opaque else { return }
                Unmanaged<PostgresNotices>.fromOpaque(opaque).takeUnretainedValue().take(result)
            }, Unmanaged.passUnretained(self).toOpaque())
    }

    private func take(_ result: OpaquePointer?) {
        guard let log else { return }
        // PG_DIAG_SEVERITY_NONLOCALIZED, PG_DIAG_SQLSTATE and PG_DIAG_MESSAGE_PRIMARY, which are macros of characters.
        func field(_ code: Unicode.Scalar) -> String {
            PQresultErrorField(result, Int32(code.value)).map { String(cString: $0) } ?? ""
        }
        log(field("V"), field("C"), field("M"))
    }
}

import CPostgres
import Retrying

/// What went wrong between us and PostgreSQL. Never contains credentials or parameter values of ours; `detail` is the
/// server's and may quote the values of a row.
package struct PostgresError: RetriableError, Sendable, CustomStringConvertible {
    /// Why the client itself refused or gave up; nil where the server spoke.
    package enum Reason: Sendable, Hashable {
        /// The server could not be reached or the connection died. A commit under way may or may not have happened.
        case connection
        /// The caller's deadline passed.
        case deadline
        /// A bounded queue is full; nothing was done.
        case overloaded
        /// The pool was shut down; nothing was done.
        case closed
        /// A value was read as a type that it is not, or a call was made out of order.
        case usage
    }

    /// The five characters of PostgreSQL's error code, such as `40001`; nil if the server did not speak.
    package let sqlState: String?
    /// See ``Reason``.
    package let reason: Reason?
    /// One line for an operator.
    package let message: String
    /// The server's own detail, such as the key that exists already.
    package let detail: String?

    /// A failure that the server said nothing about.
    package init(_ reason: Reason, _ message: String) {
        sqlState = nil
        self.reason = reason
        self.message = message
        detail = nil
    }

    /// What a server would say with this code.
    package init(sqlState: String, _ message: String) {
        self.sqlState = sqlState
        reason = nil
        self.message = message
        detail = nil
    }

    /// Reads the error of a result. A result without a code means that the connection broke.
    init(result: OpaquePointer?) {
        func field(_ code: Character) -> String? {
            guard let result, let ascii = code.asciiValue, let text = PQresultErrorField(result, Int32(ascii)) else {
                return nil
            }
            return String(cString: text)
        }
        sqlState = field("C")
        reason = sqlState == nil ? .connection : nil
        message = field("M") ?? result.map { PostgresError.line(PQresultErrorMessage($0)) } ?? "no answer of the server"
        detail = field("D")
    }

    /// Classes 08 (connection), 53 (resources) and 57P0x (shutdown, startup), 40001 and 40P01 (serialization, deadlock),
    /// 55P03 and 57014 (a lock not available, or not within the statement's time), 25P03 (rested too long in a
    /// transaction), and the client's own `.connection`, `.deadline`, `.overloaded`.
    package var isRetriable: Bool {
        if let reason { return [.connection, .deadline, .overloaded].contains(reason) }
        guard let sqlState else { return false }
        return ["08", "53", "57P0", "40001", "40P01", "55P03", "57014", "25P03"].contains { sqlState.hasPrefix($0) }
    }

    /// Whether a value was at fault: repeating it cannot help.
    ///
    /// Classes 22 (such as text with a zero byte) and 54 (a limit of the server, such as a text too long for an index).
    package var isDataError: Bool { sqlState.map { $0.hasPrefix("22") || $0.hasPrefix("54") } ?? false }

    /// `postgres 23505: duplicate key … (Key (a)=(1) already exists.)`
    package var description: String {
        let code = sqlState ?? reason.map { "\($0)" } ?? "error"
        return "postgres \(code): \(message)" + (detail.map { " (\($0))" } ?? "")
    }

    /// libpq ends its messages with a line break and spreads some over several lines.
    static func line(_ text: UnsafePointer<CChar>?) -> String {
        let lines = text.map { String(cString: $0) }?.split(whereSeparator: \.isNewline) ?? []
        return lines.isEmpty ? "no reason was given" : lines.joined(separator: " ")
    }
}

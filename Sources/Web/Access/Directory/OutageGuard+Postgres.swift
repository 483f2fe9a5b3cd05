import HTTPKit
import Postgres

extension OutageGuard.Verdict {
    /// What an error says of the server: one that it told itself shows that it is there, unless it says that it ends or
    /// has not begun; a deadline that passed, or a queue that is full, shows nothing.
    package init(_ error: PostgresError) {
        switch (error.reason, error.sqlState) {
        case (.deadline, _), (.overloaded, _): self = .unclear
        case (nil, let state?): self = ["08", "57P0", "53"].contains(where: state.hasPrefix) ? .away : .answered
        default: self = .away
        }
    }
}

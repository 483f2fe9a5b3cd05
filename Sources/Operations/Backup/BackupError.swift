/// Why a backup could not be taken, read or restored: the cause, and the cure where there is one.
package struct BackupError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What went wrong, for code that decides by it.
    package enum Reason: Sendable, Equatable {
        /// The key file is absent, or is no key.
        case key
        /// Sealed with another key.
        case wrongKey
        /// Bytes are missing, changed, or in another order.
        case damaged
        /// The store refuses, is full, or cannot be reached.
        case store
        /// A program is missing, or has failed.
        case program
        /// Another backup is being taken.
        case busy
        /// The database is not in the state that this needs.
        case database
        /// There is no such backup.
        case notFound
    }

    /// See ``Reason``.
    package let reason: Reason
    /// One sentence or two, for an operator.
    package let description: String

    package init(_ reason: Reason, _ description: String) {
        self.reason = reason
        self.description = description
    }
}

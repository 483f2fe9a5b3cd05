import Events
import Identity

/// One read of a person's data, as that person is told of it: the person's part of a ``Look``.
package struct ReadRecord: Sendable, Equatable {
    /// The look's.
    package var id: Int64
    /// Who looked.
    package var reader: UserID
    /// As what the reader was let in.
    package var role: Role
    /// Whose data.
    package var subject: UserID
    /// What was shown.
    package var signals: Set<Signal>
    /// When it was decided that it may be shown.
    package var time: Instant
    /// The address that the connection came from; nil where it has none.
    package var address: String?

    /// A read.
    package init(
        id: Int64, reader: UserID, role: Role, subject: UserID, signals: Set<Signal>, time: Instant, address: String?
    ) {
        self.id = id
        self.reader = reader
        self.role = role
        self.subject = subject
        self.signals = signals
        self.time = time
        self.address = address
    }
}

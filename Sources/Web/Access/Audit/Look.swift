import Events
import Identity

/// One look at other people's data: who, at whom, at what of each, when and from where.
///
/// A coach's table is one look at everybody in it, whatever their number, so that the record of it stays small.
package struct Look: Sendable, Equatable {
    /// What a look showed of one person.
    package struct Shown: Sendable, Equatable {
        /// Whose data.
        package var subject: UserID
        /// Exactly what was shown of them; never empty in a look that is recorded.
        package var signals: Set<Signal>

        /// What is about to be shown.
        package init(_ subject: UserID, _ signals: Set<Signal>) {
            self.subject = subject
            self.signals = signals
        }
    }

    /// Random; with the time it tells one look from every other.
    package var id: Int64
    /// Who looked.
    package var reader: UserID
    /// As what the reader was let in.
    package var role: Role
    /// Everybody of whom anything was shown, each once.
    package var shown: [Shown]
    /// When it was decided that it may be shown.
    package var time: Instant
    /// The address that the connection came from; nil where it has none.
    package var address: String?

    /// A look.
    package init(
        id: Int64 = .random(in: .min ... .max), reader: UserID, role: Role, shown: [Shown], time: Instant,
        address: String?
    ) {
        self.id = id
        self.reader = reader
        self.role = role
        self.shown = shown
        self.time = time
        self.address = address
    }

    /// What each of the people is told of it, in the order of ``shown``.
    package var reads: [ReadRecord] {
        shown.map { shown in
            ReadRecord(
                id: id, reader: reader, role: role, subject: shown.subject, signals: shown.signals, time: time,
                address: address)
        }
    }
}

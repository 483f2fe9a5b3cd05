import Events
import Identity

/// One look at other people's data: who, at whom, at what of each, when and from where.
///
/// A coach's table is one look at everybody in it, whatever their number, so that the record of it stays small.
public struct Look: Sendable, Equatable {
    /// What a look showed of one person.
    public struct Shown: Sendable, Equatable {
        /// Whose data.
        public var subject: UserID
        /// Exactly what was shown of them; never empty in a look that is recorded.
        public var signals: Set<Signal>

        /// What is about to be shown.
        public init(_ subject: UserID, _ signals: Set<Signal>) {
            self.subject = subject
            self.signals = signals
        }
    }

    /// Random; with the time it tells one look from every other.
    public var id: Int64
    /// Who looked.
    public var reader: UserID
    /// As what the reader was let in.
    public var role: Role
    /// Everybody of whom anything was shown, each once.
    public var shown: [Shown]
    /// When it was decided that it may be shown.
    public var time: Instant
    /// The address that the connection came from; nil where it has none.
    public var address: String?

    /// A look.
    public init(
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
    public var reads: [ReadRecord] {
        shown.map { shown in
            ReadRecord(
                id: id, reader: reader, role: role, subject: shown.subject, signals: shown.signals, time: time,
                address: address)
        }
    }
}

import Access
import Identity

/// A person's present state, before it is known who will see it.
package struct LiveProfile: Sendable {
    /// The JSON document as somebody may see it to whom these signals are shown; what is not, is absent from it.
    package let document: @Sendable (Set<Signal>) -> [UInt8]
    /// Which of these signals the document shows anything of, for the record of reads.
    package let signals: @Sendable (Set<Signal>) -> Set<Signal>
    /// What alerts are judged by; read only where somebody wants alerts.
    package let figures: @Sendable () -> AlertFigures?
    /// Whether it comes from a store that trails the live one; whoever has been told a state is not told this one.
    package let isCopy: Bool

    /// A state whose documents are made when they are needed.
    package init(
        isCopy: Bool = false, document: @escaping @Sendable (Set<Signal>) -> [UInt8],
        signals: @escaping @Sendable (Set<Signal>) -> Set<Signal> = { $0 },
        figures: @escaping @Sendable () -> AlertFigures?
    ) {
        self.isCopy = isCopy
        self.document = document
        self.signals = signals
        self.figures = figures
    }
}

/// Where live updates read the present states.
package protocol LiveSource: Sendable {
    /// The states of the users, all of them in as few round trips as the store allows.
    ///
    /// - Throws: where the states cannot be known now; the same users are asked for again a little later.
    func profiles(of users: [UserID]) async throws -> LiveProfiles
}

/// What a ``LiveSource`` knows.
package struct LiveProfiles: Sendable {
    /// Those who have a profile.
    package var found: [UserID: LiveProfile]
    /// Whether absence from ``found`` proves that there is no profile.
    package var isComplete: Bool

    /// An answer.
    package init(_ found: [UserID: LiveProfile], isComplete: Bool = true) {
        self.found = found
        self.isComplete = isComplete
    }
}

import Identity

/// What one caller may see of one person.
package struct Visibility: Sendable, Equatable {
    /// Whose data.
    package let subject: UserID
    /// What may be shown; everything else must be absent from the answer and named in `withheld`.
    package let shown: Set<Signal>

    /// A decision.
    package init(of subject: UserID, shown: Set<Signal>) {
        self.subject = subject
        self.shown = shown
    }

    /// Those of the signals that must not be shown, in the order of ``Signal``.
    package func withheld(of signals: some Collection<Signal>) -> [Signal] {
        // What most callers get, and no work for them.
        if shown.count == Signal.all.count { return [] }
        return Signal.allCases.filter { signals.contains($0) && !shown.contains($0) }
    }
}

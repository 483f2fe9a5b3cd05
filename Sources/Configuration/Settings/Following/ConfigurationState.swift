/// What a running process knows of its configuration, and what it does with a commit it is offered: no I/O, no clock.
package struct ConfigurationState: Sendable {
    /// A commit that was not taken over.
    package struct Refusal: Sendable, Equatable {
        /// The full id.
        package let commit: String
        /// Why, one line for each reason.
        package let reasons: [String]
    }

    /// What became of an offer.
    package enum Decision: Sendable, Equatable {
        /// The commit runs already, or was refused before for the same reasons.
        case keep
        /// The commit runs from now on.
        case swap(from: String, to: String, live: [SettingDifference], pending: [SettingDifference])
        /// The last good commit goes on running.
        case refuse(Refusal)
        /// No commit could be read; the last good one goes on running. `isNew` is false while the reason stays the same.
        case unreachable(String, isNew: Bool)
    }

    private let started: ConfigurationSnapshot
    /// What the process runs under.
    package private(set) var running: ConfigurationSnapshot
    /// Settings of the running commit that take effect at the next start: old is what the process still uses.
    package private(set) var pendingRestart: [SettingDifference] = []
    /// The newest commit, if it was refused.
    package private(set) var refused: Refusal?
    /// Why no commit can be read at present.
    package private(set) var unreachable: String?

    /// At the start.
    package init(started: ConfigurationSnapshot) {
        self.started = started
        running = started
    }

    /// Whether the commit needs no look. A refused one gets it again: its signing key may have become known.
    func isRunning(_ commit: String) -> Bool { commit == running.commit && refused == nil }

    /// Takes over a valid commit, whole.
    mutating func offer(_ candidate: ConfigurationSnapshot) -> Decision {
        unreachable = nil
        refused = nil
        guard candidate.commit != running.commit else { return .keep }
        let adopted = candidate.adopted(by: started)
        let live = running.differences(in: adopted)
        let before = running.commit
        running = adopted
        pendingRestart = adopted.differences(in: candidate)
        return .swap(from: before, to: candidate.commit, live: live, pending: pendingRestart)
    }

    /// Notes a commit that cannot run.
    mutating func refuse(_ commit: String, _ reasons: [String]) -> Decision {
        unreachable = nil
        let refusal = Refusal(commit: commit, reasons: reasons)
        guard refusal != refused else { return .keep }
        refused = refusal
        return .refuse(refusal)
    }

    /// Notes that the newest commit is the one that runs.
    mutating func keep() -> Decision {
        unreachable = nil
        return .keep
    }

    /// Notes that the repository, the branch or the network is gone.
    mutating func lose(_ reason: String) -> Decision {
        let isNew = unreachable != reason
        unreachable = reason
        return .unreachable(reason, isNew: isNew)
    }
}

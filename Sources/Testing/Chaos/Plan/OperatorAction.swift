/// What operators do while everything runs.
package enum OperatorAction: Hashable, Sendable {
    /// Commits to the repository that every process follows.
    case commit(Change)
    /// Restores Redis from the archive.
    case rebuild(Restoration)
    /// Has a person erased over HTTP.
    case erasure(Farewell)
}

/// What is committed.
package enum Change: String, CaseIterable, Sendable {
    /// How large the batches of both sinks may be.
    case setting = "live setting"
    /// A constant of the formula: whoever has news is scored by it from then on.
    case terms = "terms of the score"
    /// A misspelt key, which every process refuses; it is reverted after a while.
    case mistake = "mistake, reverted"
}

/// What is restored, and how that goes.
package enum Restoration: String, CaseIterable, Sendable {
    /// Every profile and every checkpoint.
    case all = "--all"
    /// One profile.
    case user = "--user"
    /// Either of them, ended by `kill -9` while it holds the checkpoints, and run again after a while.
    case killed = "killed, run again"
}

/// Who is erased.
package enum Farewell: String, CaseIterable, Sendable {
    /// Somebody of whom nothing more is sent.
    case forGood = "for good"
    /// Somebody whose events go on without a pause: those behind the erasure count anew.
    case returning = "of one who goes on"
}

extension OperatorAction: CustomStringConvertible, CaseIterable {
    /// As the table names it.
    package var description: String {
        switch self {
        case .commit(let change): "configuration: \(change.rawValue)"
        case .rebuild(let restoration): "rebuild: \(restoration.rawValue)"
        case .erasure(let farewell): "erasure: \(farewell.rawValue)"
        }
    }

    /// In the order of the table.
    package static var allCases: [OperatorAction] {
        Change.allCases.map { .commit($0) } + Restoration.allCases.map { .rebuild($0) }
            + Farewell.allCases.map { .erasure($0) }
    }

    /// See ``Fault/duration``.
    var duration: ClosedRange<Int>? {
        switch self {
        // Longer than processes take to look at the repository again.
        case .commit(.mistake): 3_000...6_000
        case .rebuild(.killed): 0...3_000
        case .commit, .rebuild, .erasure: nil
        }
    }

    /// See ``Strike/target``.
    var target: Target {
        switch self {
        case .commit: .repository
        case .rebuild: .profiles
        case .erasure: .people
        }
    }

    /// See ``Fault/disturbs``.
    var disturbs: Set<Path> {
        switch self {
        case .commit: Set(Path.allCases)
        case .rebuild: [.hot]
        case .erasure: [.hot, .cold]
        }
    }
}

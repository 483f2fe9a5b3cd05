import Settings

/// The last valid commit of each label, so that not every request runs Git.
actor SnapshotCache {
    /// Whoever asks for ever new labels must not fill the memory.
    private static let labelsMax = 64

    private struct Entry {
        var snapshot: GitSource.Snapshot
        var looked: ContinuousClock.Instant
    }

    /// A commit that is not valid, where there is no earlier valid one to serve instead.
    struct Invalid: Error {
        let commit: String
        let problems: [Problem]
    }

    private let source: GitSource
    private let maxAge: Duration
    private var entries: [String: Entry] = [:]

    init(_ source: GitSource, maxAge: Duration) {
        self.source = source
        self.maxAge = maxAge
    }

    /// - Throws: ``GitError`` for an unknown label or where nothing was read yet; ``Invalid``.
    func snapshot(_ label: String) async throws -> GitSource.Snapshot {
        let known = entries[label]
        if let known, ContinuousClock.now - known.looked < maxAge { return known.snapshot }
        do {
            let source = source.at(label)
            let commit = try await source.resolve()
            if let known, known.snapshot.commit == commit { return remember(known.snapshot, label) }
            let fresh = try await source.snapshot(at: commit)
            let problems = SettingsLoader.check(fresh)
            guard problems.isEmpty else { throw Invalid(commit: commit, problems: problems) }
            return remember(fresh, label)
        } catch {
            // The last good one goes on being served, as processes go on running under it, or start under it.
            if let known, !Self.isGone(error) { return remember(known.snapshot, label) }
            guard error is Invalid, let good = await source.at(label).lastGood(Self.valid) else { throw error }
            return remember(good, label)
        }
    }

    private static func valid(_ snapshot: GitSource.Snapshot) -> GitSource.Snapshot? {
        SettingsLoader.check(snapshot).isEmpty ? snapshot : nil
    }

    private static func isGone(_ error: any Error) -> Bool {
        if case .unknownRef = error as? GitError { true } else { false }
    }

    private func remember(_ snapshot: GitSource.Snapshot, _ label: String) -> GitSource.Snapshot {
        if entries.count >= Self.labelsMax, entries[label] == nil {
            let oldest = entries.min { $0.value.looked < $1.value.looked }
            if let oldest { entries[oldest.key] = nil }
        }
        entries[label] = Entry(snapshot: snapshot, looked: .now)
        return snapshot
    }
}

import Settings

/// The last valid commit of each label and application, so that not every request runs Git.
///
/// A mistake in the file of one application leaves that one at its last good commit, and no other.
actor SnapshotCache {
    /// Whoever asks for ever new labels must not fill the memory.
    private static let entriesMax = 64

    /// What an answer depends on.
    private struct Key: Hashable {
        let label: String
        let others: [String]
    }

    private struct Entry {
        var snapshot: GitSource.Snapshot
        var looked: ContinuousClock.Instant
    }

    /// Each look runs Git several times, and nobody who asks is known.
    private static let looksMax = 8

    /// As many labels are looked at as may be at once.
    struct Busy: Error {}

    /// A commit that is not valid, where there is no earlier valid one to serve instead.
    struct Invalid: Error {
        let commit: String
        let problems: [Problem]
    }

    private let source: GitSource
    private let maxAge: Duration
    private var entries: [Key: Entry] = [:]
    private var looks: [Key: Task<GitSource.Snapshot, any Error>] = [:]

    init(_ source: GitSource, maxAge: Duration) {
        self.source = source
        self.maxAge = maxAge
    }

    /// - Parameter others: the files in `others/` that must be valid too.
    /// - Throws: ``GitError`` for an unknown label or where nothing was read yet; ``Invalid``; ``Busy``.
    func snapshot(_ label: String, others: [String]) async throws -> GitSource.Snapshot {
        let key = Key(label: label, others: others)
        let known = entries[key]
        if let known, ContinuousClock.now - known.looked < maxAge { return known.snapshot }
        if let look = looks[key] { return try await look.value }
        guard looks.count < Self.looksMax else {
            guard let known else { throw Busy() }
            return known.snapshot
        }
        let look = Task { try await self.look(key, known) }
        looks[key] = look
        defer { looks[key] = nil }
        return try await look.value
    }

    private func look(_ key: Key, _ known: Entry?) async throws -> GitSource.Snapshot {
        let source = source.at(key.label)
        do {
            let commit = try await source.resolve()
            if let known, known.snapshot.commit == commit { return remember(known.snapshot, key) }
            let fresh = try await source.snapshot(at: commit)
            let problems = SettingsLoader.check(fresh, others: key.others)
            guard problems.isEmpty else { throw Invalid(commit: commit, problems: problems) }
            return remember(fresh, key)
        } catch {
            // The last good one goes on being served, as processes go on running under it, or start under it.
            if let known, !Self.isGone(error) { return remember(known.snapshot, key) }
            guard error is Invalid, let good = await source.lastGood(Self.valid(key.others)) else { throw error }
            return remember(good, key)
        }
    }

    private static func valid(_ others: [String]) -> @Sendable (GitSource.Snapshot) -> GitSource.Snapshot? {
        { SettingsLoader.check($0, others: others).isEmpty ? $0 : nil }
    }

    private static func isGone(_ error: any Error) -> Bool {
        if case .unknownRef = error as? GitError { true } else { false }
    }

    private func remember(_ snapshot: GitSource.Snapshot, _ key: Key) -> GitSource.Snapshot {
        if entries.count >= Self.entriesMax, entries[key] == nil {
            let oldest = entries.min { $0.value.looked < $1.value.looked }
            if let oldest { entries[oldest.key] = nil }
        }
        entries[key] = Entry(snapshot: snapshot, looked: .now)
        return snapshot
    }
}

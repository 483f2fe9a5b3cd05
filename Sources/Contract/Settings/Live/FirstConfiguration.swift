/// What a process starts under: the newest commit, or the last good one while the newest cannot run.
///
/// A process that is restarted while a bad commit is the newest must come up as it was, or the bad commit would have
/// taken it down after all.
public struct FirstConfiguration: Sendable {
    /// What to start under.
    public let snapshot: ConfigurationSnapshot
    /// Why this is not the newest commit, one line for each reason; empty if it is.
    public let reasons: [String]

    /// - Throws: the problems of the newest commit, if no commit before it could run either.
    public init(_ request: ConfigurationRequest, from source: GitSource) async throws {
        do {
            snapshot = try request.compose(try await source.snapshot())
            reasons = []
        } catch {
            guard let good = await Self.lastGood(request, source) else { throw error }
            snapshot = good
            reasons = (error as? Problems)?.all.map(\.description) ?? ["\(error)"]
        }
    }

    /// How many commits that changed the configuration are tried.
    private static let commitsMax = 50

    /// Nil without an older commit that can run; also where the repository itself is at fault.
    private static func lastGood(_ request: ConfigurationRequest, _ source: GitSource) async -> ConfigurationSnapshot? {
        guard let commits = try? await source.lineage(limit: commitsMax) else { return nil }
        for commit in commits {
            guard let files = try? await source.snapshot(at: commit) else { continue }
            if let good = try? request.compose(files) { return good }
        }
        return nil
    }
}

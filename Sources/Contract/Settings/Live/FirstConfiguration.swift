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
            guard let good = await source.lastGood({ try? request.compose($0) }) else { throw error }
            snapshot = good
            reasons = (error as? Problems)?.all.map(\.description) ?? ["\(error)"]
        }
    }
}

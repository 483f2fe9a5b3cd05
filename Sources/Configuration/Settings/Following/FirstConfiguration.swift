/// What a process starts under: the newest commit, or the last good one while the newest cannot run.
///
/// A process that is restarted while a bad commit is the newest must come up as it was, or the bad commit would have
/// taken it down after all.
package struct FirstConfiguration: Sendable {
    /// What to start under.
    package let snapshot: ConfigurationSnapshot
    /// Why this is not the newest commit, one line for each reason; empty if it is.
    package let reasons: [String]

    /// - Throws: the problems of the newest commit, if no commit before it could run either.
    package init(_ request: ConfigurationRequest, from source: GitSource) async throws {
        let usable = try await source.newestUsable { try request.compose($0) }
        snapshot = usable.value
        reasons = usable.reasons
    }
}

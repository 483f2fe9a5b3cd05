import Kafka
import Producing
import Profiles
import Readiness
import Replay
import Settings
import Stored
import Terminal

extension ConfigurationOptions {
    /// The formula's constants by commit, as the stream processor reads them; its own commit is the present one.
    package func terms(_ settings: EffectiveSettings) throws -> TermsCatalog {
        let overrides = try parsedOverrides()
        return TermsCatalog(current: WellnessProfile.Terms(settings)) { commit in
            let source = GitSource(repository: configRepo, subdirectory: configPath, ref: commit)
            return WellnessProfile.Terms(
                try await SettingsLoader.load(
                    source, service: .streamProcessor, profile: profile, environment: Self.environment,
                    overrides: overrides))
        }
    }
}

/// What both commands must say so that nobody trusts more than was read.
package func printReplayNotes(
    unreadableCommits: [String: String], beginnings: [TopicPartition: Int64], gaps: [ArchiveGaps.Entry]
) {
    for (commit, reason) in unreadableCommits.sorted(by: { $0.key < $1.key }) {
        print("commit \(commit) cannot be read, so the present one was taken in its place: \(reason)")
    }
    for (partition, offset) in beginnings.sorted(by: { $0.key < $1.key }) {
        print(
            "the archive of \(partition) begins at offset \(offset): what earlier records said is in no result, "
                + "so their users may differ")
    }
    for entry in gaps { print("the archive lacks \(entry): what these records said is in no result") }
}

/// Draws the progress of a verification or a rebuild on standard error.
package struct ReplayDisplay: ~Copyable {
    private let start = ContinuousClock.now
    private var display = ProgressDisplay()
    private var last: ReplayProgress?

    package init() {}

    /// Since the start.
    package var elapsed: Duration { ContinuousClock.now - start }

    package mutating func show(_ progress: ReplayProgress) {
        last = progress
        display.show(line(progress))
    }

    package mutating func finish() {
        if let last { display.finish(line(last)) }
    }

    /// The bar of `produce` with events for bytes: both have a part, a whole and a speed.
    private func line(_ progress: ReplayProgress) -> ProduceProgress {
        ProduceProgress(
            bytesDone: Int64(progress.events), bytesTotal: max(progress.total, Int64(progress.events)),
            acknowledged: progress.events, refused: 0, elapsed: elapsed)
    }
}

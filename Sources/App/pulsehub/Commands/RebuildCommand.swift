import ArgumentParser
import Assembly
import Kafka
import Replay
import Settings
import Streaming
import Terminal

/// Restores Redis from PostgreSQL alone.
struct RebuildCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rebuild",
        abstract: "Restore live profiles and checkpoints in Redis from the archive.",
        discussion: """
            Safe while the stream processor runs: the checkpoints are locked, the processor waits and then goes on from \
            the restored ones. Killed in the middle, the locks stay; run it again and it continues where it was. \
            Restored users are announced on \(LiveProfileKeys.updatesChannel).

            EXAMPLES
              pulsehub rebuild --all           after Redis has lost its data
              pulsehub rebuild --user ana      after verify has found a difference
            """)

    @Flag(help: "Every user, and the checkpoints.") var all = false
    @Option(help: ArgumentHelp("One user; the checkpoints stay as they are.", valueName: "id")) var user: String?
    @Option(
        help: ArgumentHelp("Directory of the topic files; by default the one shipped with the code.", valueName: "dir"))
    var topics: String?
    @OptionGroup var options: ConfigurationOptions

    func validate() throws {
        guard all != (user != nil) else { throw ValidationError("name --all or --user ID") }
    }

    func run() async throws {
        bootstrapLogging()
        let settings = try await options.load(.streamProcessor)
        let assembly = Assembly(settings)
        let catalog = try TopicCatalog.load(ProjectFiles.directory("topics", given: topics, option: "--topics"))
        let counts = Dictionary(catalog.map { ($0.name, Int32(clamping: $0.partitions)) }) { $1 }
        let rebuild = try Rebuild(
            redis: try assembly.redis(), postgres: try assembly.postgres(), terms: try options.terms(settings),
            options: Rebuild.Options(partitionCounts: counts))
        var display = ReplayDisplay()
        let report = if let user { try await rebuild.user(user) } else { try await rebuild.all { display.show($0) } }
        display.finish()
        if let user, report.users == 0 {
            return Terminal.print(
                "no archived event makes a profile of \(user): Redis has none of this id now. Check the id")
        }
        Self.print(report, elapsed: display.elapsed)
    }

    private static func print(_ report: Rebuild.Report, elapsed: Duration) {
        if let user = report.resumedAfter { Terminal.print("took up a rebuild that had come to \(user)") }
        printReplayNotes(
            unreadableCommits: report.unreadableCommits, beginnings: report.beginnings,
            gaps: report.gaps)
        for (partition, checkpoint) in report.checkpoints.sorted(by: { $0.key < $1.key }) {
            Terminal.print("\(partition) stands at offset \(checkpoint.nextOffset)")
        }
        let perSecond = Int(Double(report.events) / max(0.001, elapsed / .seconds(1)))
        Terminal.print(
            """
            \(counted(report.users, "profile")) restored from \(counted(report.events, "event")) (\(perSecond)/s), \
            \(report.removed) removed
            """)
        if report.snapshotsMended > 0 {
            Terminal.print(
                "\(report.snapshotsMended) of them had news that was not told yet: their live snapshots are up to date now, "
                    + "scores that changed are rescored by the archiver")
        }
    }
}

import ArgumentParser
import Assembly
import Foundation
import Replay
import Settings
import Stored
import Terminal

/// Recomputes everything from the archive and compares.
struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Fold the archive again and compare every profile, daily row and snapshot.",
        discussion: """
            Reads \(Tables.events), folds it by the rules of the stream processor, and compares the result byte for byte \
            with the profiles in Redis, and row for row with \(Tables.hrvDaily), \
            \(Tables.sleepDaily), \(Tables.napDaily), \(Tables.trainingDaily), \(Tables.profileSettings), \
            \(Tables.readinessSnapshots) and \(Tables.profileSnapshots). Changes nothing, and may run while events \
            flow: every profile is compared at the checkpoint at which it stands. Each score is computed under the \
            configuration commit that it names.

            Exit code 0: no differences. 1: some, or the comparison was not possible.
            """)

    @Option(help: "Most differences to print; all are counted.") var show = 20
    @OptionGroup var options: ConfigurationOptions

    func validate() throws {
        guard (0...100_000).contains(show) else { throw ValidationError("--show takes 0 to 100000") }
    }

    func run() async throws {
        bootstrapLogging()
        let settings = try await options.load(.streamProcessor)
        let assembly = Assembly(settings)
        var choices = Verification.Options()
        choices.differencesKept = show
        let verification = try Verification(
            redis: try assembly.redis(), postgres: try assembly.postgres(), terms: try options.terms(settings),
            options: choices)
        var display = ReplayDisplay()
        let report = try await verification.run { display.show($0) }
        display.finish()
        Self.print(report, elapsed: display.elapsed)
        if report.differenceCount > 0 { throw ExitCode.failure }
    }

    private static func print(_ report: VerificationReport, elapsed: Duration) {
        for difference in report.differences { Terminal.print(difference) }
        let hidden = report.differenceCount - report.differences.count
        if hidden > 0 { Terminal.print("… and \(hidden) more; print them with --show \(report.differenceCount)") }
        printReplayNotes(
            unreadableCommits: report.unreadableCommits, beginnings: report.beginnings,
            gaps: report.gaps)
        if report.queued > 0 {
            Terminal.print(waiting(report.queued))
        }
        let perSecond = Int(Double(report.events) / max(0.001, elapsed / .seconds(1)))
        Terminal.print(
            """
            \(counted(report.differenceCount, "difference"))
            compared: \(counted(report.users, "user")), \(counted(report.events, "event")) (\(perSecond)/s), \
            \(counted(report.fields, "profile field")), \(counted(report.dailyRows, "daily row")), \
            \(counted(report.snapshots, "snapshot"))
            """)
    }

    private static func waiting(_ users: Int) -> String {
        users == 1
            ? "1 user waits for a rescore: the snapshots were not compared"
            : "\(users) users wait for a rescore: their snapshots were not compared"
    }
}

import ArgumentParser
import Chaos
import Glibc
import TestSupport
import UnixSignals

/// Runs real processes under load while faults strike, and prints what came of it.
@main
struct ChaosRunner: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "chaos-runner",
        abstract: "Strike real processes and servers with faults, and look for what is lost.")

    @Option(help: "For how many minutes faults strike.")
    var minutes = 2.0

    @Option(help: "Chooses the plan; one of its own for every run if left out.")
    var seed: UInt64?

    @Flag(help: "One fault at a time, half a minute apart, which shows how long each takes to recover from.")
    var calm = false

    @Option(help: "Where the logs of processes and servers go; what is there is replaced.")
    var logs = ".build/chaos"

    func validate() throws {
        guard (0.1...600).contains(minutes) else { throw ValidationError("--minutes takes 0.1 to 600") }
    }

    func run() async throws {
        let interrupted = Task { await Self.endWhenAsked() }
        defer { interrupted.cancel() }
        let seed = seed ?? UInt64.random(in: 1...999_999)
        let again = "make chaos SEED=\(seed) MINUTES=\(minutes.formatted)" + (calm ? " CALM=1" : "")
        print("Seed \(seed). The same plan again: \(again)")
        do {
            let duration = Duration.seconds(minutes * 60)
            let report = try await ChaosRun(seed: seed, duration: duration, pace: calm ? .calm : .dense) { line in
                print(line)
                // Nothing is held back where the output is a file.
                fflush(nil)
            }.run(keepingLogsIn: logs)
            print("\n\(report.table)\n\n\(report.summary)")
            guard report.violations.isEmpty else { throw ExitCode.failure }
        } catch {
            print("Seed \(seed) failed. The same plan again: \(again)\nThe logs are in \(logs)")
            throw error
        }
    }

    /// Servers and processes end with us by themselves; what is mounted would stay.
    private static func endWhenAsked() async {
        for await signal in await UnixSignalsSequence(trapping: .sigint, .sigterm) {
            Volume.unmountAll()
            Glibc.exit(128 + signal.rawValue)
        }
    }
}

extension Double {
    /// Whole numbers without a fraction.
    fileprivate var formatted: String { Int(exactly: self).map { "\($0)" } ?? "\(self)" }
}

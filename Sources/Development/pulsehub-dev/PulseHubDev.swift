import ArgumentParser
import Foundation
import Terminal

/// The developers' part: private servers, athletes that never lived, and benchmarks. No production image holds it.
@main
struct PulseHubDev: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: URL(filePath: ProgramName.current).lastPathComponent,
        abstract: "Try PulseHub out, and measure it.",
        discussion: """
            "pulsehub" runs these commands by the same names. "make demo" shows all of it.
            """,
        subcommands: [
            DevCommand.self, DemoCommand.self, SimulateCommand.self, BenchCommand.self, BenchRowCommand.self,
        ])

    static func main() async { await runAsRoot() }
}

import ArgumentParser
import Glibc
import Simulation

/// Runs simulated worlds: many of them until one breaks a promise, or one of them with all that happens in it.
@main
struct Simulate: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate", abstract: "Hunt for bugs in simulated worlds, each driven by one seed.")

    @Option(help: "How many seeds to run.")
    var seeds: UInt64 = 2000

    @Option(help: "The first of them.")
    var first: UInt64 = 1

    @Option(help: "Run this seed alone, and print what happens.")
    var seed: UInt64?

    @Option(help: "Put a deliberate bug in: \(Injection.allCases.map(\.rawValue).joined(separator: ", ")).")
    var bug: Injection = .none

    func run() throws {
        if let seed {
            let run = SimulationRun(seed: seed, injection: bug, traces: true)
            for line in run.trace { print(line) }
            print(run.violation.map { "Seed \(seed) breaks a promise: \($0)" } ?? "Seed \(seed) keeps every promise.")
            if run.violation != nil { throw ExitCode.failure }
            return
        }
        let clock = ContinuousClock()
        let start = clock.now
        var told = start
        for number in 0..<seeds {
            let run = SimulationRun(seed: first + number, injection: bug)
            if let violation = run.violation {
                print("Seed \(run.seed) breaks a promise: \(violation)")
                print("Repeat it with: make simulate SEED=\(run.seed)" + (bug == .none ? "" : " BUG=\(bug.rawValue)"))
                throw ExitCode.failure
            }
            if clock.now - told > .seconds(5) {
                told = clock.now
                print("\(number + 1) of \(seeds) seeds, \(rate(number + 1, since: start)) seeds/s")
                // Nothing is held back where the output is a file.
                fflush(nil)
            }
        }
        print("\(seeds) seeds keep every promise, \(rate(seeds, since: start)) seeds/s")
    }

    private func rate(_ count: UInt64, since start: ContinuousClock.Instant) -> Int {
        Int(Double(count) / max(0.001, (ContinuousClock.now - start) / .seconds(1)))
    }
}

extension Injection: ExpressibleByArgument {}

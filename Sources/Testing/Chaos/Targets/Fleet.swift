import Synchronization
import TestSupport

/// The processes under attack, kept running as a service manager keeps them.
final class Fleet: Sendable {
    private let pipeline: Pipeline
    private let journal: Journal
    /// What every process is started with, operators' own commands too.
    let settings: [String: String]
    private let running: Mutex<[Target: PipelineProcess]>

    /// Starts two of each that share partitions, and one of the others.
    init(_ pipeline: Pipeline, settings: [String: String], journal: Journal) throws {
        self.pipeline = pipeline
        self.journal = journal
        self.settings = settings
        var running: [Target: PipelineProcess] = [:]
        for role in [PipelineProcess.Role.streamProcessor, .archiver, .profileAPI, .ingest] {
            for number in 0..<Target.instances(of: role) {
                running[.process(role, number: number)] = try pipeline.start(role, settings)
            }
        }
        self.running = Mutex(running)
    }

    /// Kills a process and starts another.
    func replace(_ target: Target) throws {
        guard case .process(let role, _) = target else { return }
        // Under the lock, so that nobody takes the dead one for one that has ended by itself.
        try running.withLock { running in
            running[target]?.kill()
            running[target] = try pipeline.start(role, settings)
        }
    }

    /// Every process that runs now.
    var processes: [PipelineProcess] { running.withLock { Array($0.values) } }

    /// The process that runs there now.
    func process(_ target: Target) -> PipelineProcess? { running.withLock { $0[target] } }

    /// Starts again what has ended by itself, which nothing should.
    func check() throws {
        try running.withLock { running in
            for (target, process) in running where !process.isRunning {
                guard case .process(let role, let number) = target else { continue }
                let reason = process.exitCode.map { "exit code \($0)" } ?? "a signal"
                journal.violation(
                    "\(role.rawValue) \(number) has ended by itself, with \(reason): …\(process.log.suffix(600))")
                running[target] = try pipeline.start(role, settings)
            }
        }
    }
}

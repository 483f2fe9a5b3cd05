import Foundation
import Glibc
import Kafka
import LocalServers

/// One of the pipeline's processes, as a real process that dies with the test.
package final class PipelineProcess: Sendable {
    /// The subcommands under test.
    package enum Role: String, Sendable {
        /// Events into live profiles.
        case streamProcessor = "stream-processor"
        /// Records into the archive.
        case archiver
        /// Profiles over HTTP.
        case profileAPI = "profile-api"
        /// Events over HTTP.
        case ingest
        /// All of these in one.
        case up
        /// A file into Kafka; ends by itself.
        case produce
        /// Compares what is stored with the archive; ends by itself.
        case verify
        /// Restores Redis from the archive; ends by itself.
        case rebuild
        /// Lists records that could not be used and decides about them; ends by itself.
        case deadLetters = "dead-letters"
        /// Takes and checks backups; ends by itself, but for `schedule`.
        case backup
        /// Fills an empty database from a backup; ends by itself.
        case restore
        /// Checks and shows the configuration; ends by itself.
        case config
        /// Signs a token; ends by itself.
        case token
        /// Tells which migrations the database has; ends by itself.
        case db
        /// Compares the broker's topics with the topic files and makes it follow; ends by itself.
        case topics
        /// Lists who was refused and who changed what; ends by itself.
        case securityEvents = "security-events"

        /// Whether it runs until it is stopped.
        var isService: Bool {
            switch self {
            case .streamProcessor, .archiver, .profileAPI, .ingest, .up: true
            case .produce, .verify, .rebuild, .deadLetters, .backup, .restore, .config, .token, .db, .topics,
                .securityEvents:
                false
            }
        }

        /// How many admin ports it has where it has any: one for each service.
        var adminPorts: Int { self == .up ? 4 : 1 }
    }

    /// What it runs as.
    package let role: Role
    private let process: ServerProcess
    private let logFile: String

    /// Starts the program with nothing in its environment but these variables.
    init(_ role: Role, _ arguments: [String], environment: [String: String], log: String) throws {
        self.role = role
        logFile = log
        let variables = environment.map { "\($0.key)=\($0.value)" }.sorted()
        process = try ServerProcess(
            ["/usr/bin/env", "-i"] + variables + [try Checkout.executable(), role.rawValue] + arguments,
            deathSignal: "KILL", log: log)
    }

    /// Of the process, also after its end.
    package var pid: Int32 { process.pid }

    /// Whether it has not ended yet.
    package var isRunning: Bool { process.isRunning }

    /// What it returned; nil while it runs, and if a signal ended it.
    package var exitCode: Int32? { process.exitCode }

    /// Everything that it has written so far.
    package var log: String { (try? String(contentsOfFile: logFile, encoding: .utf8)) ?? "" }

    /// The partitions that it has told that it was given, but for those that it has given up since.
    package var assigned: Set<TopicPartition> {
        log.split(separator: "\n").reduce(into: []) { owned, line in
            let isGain = line.contains("partitions assigned")
            guard isGain || line.contains("partitions revoked") else { return }
            let places = line.matches(of: /([a-z.-]+)\[(\d+)\]/).compactMap { match in
                Int32(match.2).map { TopicPartition(topic: String(match.1), partition: $0) }
            }
            isGain ? owned.formUnion(places) : owned.subtract(places)
        }
    }

    /// SIGKILL: it gets no chance to finish anything.
    package func kill() { process.kill() }

    /// SIGSTOP: it stands still, its sockets stay open.
    package func freeze() { process.send(SIGSTOP) }

    /// SIGCONT: it goes on as if no time had passed.
    package func thaw() { process.send(SIGCONT) }

    /// SIGTERM, as a service manager ends it; by force after half a minute.
    package func stop() { process.stop(asking: SIGTERM, deadline: .seconds(30)) }

    /// Waits for it to end by itself; false if the deadline came first.
    package func waitForEnd(within deadline: Duration) -> Bool { process.waitForEnd(within: deadline) }
}

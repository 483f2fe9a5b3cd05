import ArgumentParser
import Assembly
import Athletes
import Cold
import Foundation
import Hot
import Identity
import Kafka
import Logging
import Postgres
import Redis
import ServiceLifecycle
import Settings
import Terminal
import UnixSignals

/// The whole pipeline on one machine, from a file of athletes to a table of scores.
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Run everything on private servers, stream athletes through it, and check the result.",
        discussion: """
            Starts what "dev" and "up" start, streams the file (or simulated athletes) through Kafka, waits until both \
            paths have caught up, prints each athlete's readiness and the counts, and fails if the counts do not agree. \
            Stays up until Ctrl-C unless --once is given.

            EXAMPLES
              pulsehub demo
              pulsehub demo --data athletes.ndjson --once
            """)

    @Option(help: "NDJSON file of daily rows or CloudEvents; simulated athletes if absent.") var data: String?
    @Option(help: "Simulated athletes.") var athletes = 20
    @Option(help: "Simulated days.") var days = 90
    @Option(help: "Most events per second; unlimited if absent.") var rate: Double?
    @Flag(help: "Stop after the checks.") var once = false
    @OptionGroup var options: ConfigurationOptions

    func run() async throws {
        bootstrapLogging()
        // Found out before any server is started.
        if let data, !FileManager.default.isReadableFile(atPath: data) {
            throw ValidationError("--data \(data) cannot be read")
        }
        print("Starting a private Kafka, Redis and PostgreSQL …")
        let servers = try DevEnvironment.start(directory: nil, topics: nil, migrations: nil)
        defer { servers.stop() }
        print(servers.summary)
        // Also into a file or a pipe, which would otherwise see it at the end.
        fflush(nil)
        let input = try data ?? simulate(into: servers.directory)

        var options = options
        options.overrides =
            servers.overrides.map { "\($0.key)=\($0.value)" } + ["log.level=warning"] + options.overrides
        let configuration = try await options.start(ProcessDefinition.up.map(\.service) + [.produce])
        guard let api = configuration.live.current[.profileAPI], let produce = configuration.live.current[.produce]
        else { return }
        let services: [any ServiceLifecycle.Service] =
            [configuration] + (try await configuration.processes(ProcessDefinition.up))
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: Logger(label: "demo")))
        let producer = try Assembly(produce).producer()
        let events = try Assembly(produce).events(to: producer)
        defer { producer.close(deadline: .seconds(5)) }
        let story = DemoStory(
            input: input, producer: producer, events: events, redis: try Assembly(api).redis(),
            postgres: try Assembly(api).postgres(),
            apiPort: api[\.api.port], ingestPort: api[\.ingest.port],
            token: try await servers.token(of: "demo", .service),
            rate: rate)
        try await withThrowingTaskGroup(of: Bool.self) { tasks in
            tasks.addTask {
                try await group.run()
                return false
            }
            tasks.addTask {
                try await story.tell()
                return true
            }
            do {
                if try await tasks.next() == true {
                    if !once {
                        print("\nEverything stays up until Ctrl-C.")
                        fflush(nil)
                    } else {
                        await group.triggerGracefulShutdown()
                    }
                    _ = try await tasks.next()
                } else {
                    tasks.cancelAll()
                }
            } catch {
                await group.triggerGracefulShutdown()
                throw error
            }
        }
    }

    private func simulate(into directory: String) throws -> String {
        let path = directory + "/athletes.ndjson"
        var lines: [UInt8] = []
        for line in Simulation(athletes: athletes, days: days, seed: 1, endDate: SimulateCommand.yesterday) {
            lines += line
            if line.last != UInt8(ascii: "\n") { lines.append(UInt8(ascii: "\n")) }
        }
        try Data(lines).write(to: URL(fileURLWithPath: path))
        return path
    }
}

import ArgumentParser
import Assembly
import Foundation
import Settings
import Terminal

/// Measures the hot path, the archiver and the API.
struct BenchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Measure the hot path, the archiver and the profile API on private servers.",
        discussion: """
            Every row runs in a process of its own, in turn and several times over, beside the ceiling it cannot pass: \
            Kafka's consumer, PostgreSQL's COPY, a route that does nothing. Read the ratios; the rates are this \
            machine's. Nothing is asserted. What the rows mean: docs/performance.md.

            EXAMPLES
              pulsehub bench --runs 5 --json > bench.json
              pulsehub bench --athlete --runs 5
              pulsehub bench --streams 10000
              pulsehub bench --backup --events 1000000
            """)

    @Option(help: "Events in the log; the in-memory log keeps about 150,000.") var events = 132_000
    @Option(help: "Runs of every row.") var runs = 3
    @Option(help: "Only this input: deep (many events of a user in a batch) or wide (hardly two).") var input: String?
    @Flag(help: "Leave the archive's rows out.") var noArchive = false
    @Flag(help: "Leave the API's rows out.") var noAPI = false
    @Flag(help: "Only one athlete in memory: time of a scored update, bytes kept. Starts no servers.") var athlete =
        false
    @Option(help: "Only this many idle live streams: memory of each, delay of a change, time of a shutdown.")
    var streams: Int?
    @Flag(help: "Only a backup of --events events: time to take it, to restore it, and to rebuild Redis.") var backup =
        false
    @Flag(help: "Print JSON instead of a table.") var json = false
    @OptionGroup var options: ConfigurationOptions

    func validate() throws {
        guard (1000...10_000_000).contains(events) else { throw ValidationError("--events must be 1000 to 10000000") }
        guard (1...100).contains(runs) else { throw ValidationError("--runs must be 1 to 100") }
        if let input, Workload.Shape(rawValue: input) == nil {
            throw ValidationError("--input must be deep or wide")
        }
        if let streams, !(1...1_000_000).contains(streams) {
            throw ValidationError("--streams must be 1 to 1000000")
        }
        if streams != nil, json { throw ValidationError("--streams prints no JSON") }
        if backup, json { throw ValidationError("--backup prints no JSON") }
        if athlete, json { throw ValidationError("--athlete prints no JSON") }
    }

    func run() async throws {
        bootstrapLogging()
        if athlete {
            let terms = Assembly(try await options.load(.streamProcessor)).terms
            return print(AthleteBench(runs: runs, terms: terms).text())
        }
        if let streams { return print(try await bench.streams(streams)) }
        if backup { return print(try await BackupBench(events: events, options: options, tell: bench.tell).text()) }
        let report = try await bench.run(
            input.flatMap { Workload.Shape(rawValue: $0) }.map { [$0] } ?? Workload.Shape.allCases)
        print(json ? try report.json : report.text)
    }

    private var bench: Bench {
        Bench(
            events: events, runs: runs, archive: !noArchive, api: !noAPI, options: options,
            tell: { FileHandle.standardError.write(Data(($0 + "\n").utf8)) })
    }
}

import ArgumentParser
import Athletes
import Events
import Foundation

/// Writes made-up athletes.
struct SimulateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "Write plausible athletes as NDJSON to standard output.",
        discussion: """
            Daily rows and app events with weekly rhythm, ill weeks, missing nights and several vendors. The same \
            seed, end and numbers give the same bytes.

            EXAMPLE
              pulsehub simulate --athletes 5 --days 30 --seed 7 > athletes.ndjson
            """)

    @Option(help: "How many athletes.") var athletes = 20
    @Option(help: "How many days up to the end.") var days = 90
    @Option(help: "Seed of the random numbers.") var seed: UInt64 = 1
    @Option(help: "Last day, as YYYY-MM-DD; yesterday (UTC) if absent.") var end: String?

    func validate() throws {
        guard (1...1_000_000).contains(athletes) else { throw ValidationError("--athletes must be 1 to 1000000") }
        guard (1...3650).contains(days) else { throw ValidationError("--days must be 1 to 3650") }
        if let end, CivilDate(end) == nil { throw ValidationError("--end must be a day like 2026-11-20") }
    }

    func run() throws {
        var buffer: [UInt8] = []
        for line in Simulation(
            athletes: athletes, days: days, seed: seed, endDate: end.flatMap { CivilDate($0) } ?? Self.yesterday)
        {
            buffer += line
            if line.last != UInt8(ascii: "\n") { buffer.append(UInt8(ascii: "\n")) }
            if buffer.count > 1 << 16 { try flush(&buffer) }
        }
        try flush(&buffer)
    }

    static var yesterday: CivilDate {
        Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)).utcDate.advanced(by: -1)
    }

    private func flush(_ buffer: inout [UInt8]) throws {
        try FileHandle.standardOutput.write(contentsOf: buffer)
        buffer.removeAll(keepingCapacity: true)
    }
}

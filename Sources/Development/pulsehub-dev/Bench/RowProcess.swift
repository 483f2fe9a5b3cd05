import Foundation

/// A row of the benchmark in a process of its own, so that its CPU time and memory are its alone.
///
/// It is this same binary, told by a hidden command which row to run.
final class RowProcess {
    private let process = Process()
    private let output = Pipe()

    init(_ row: BenchRowCommand.Row, _ arguments: [String], environment: [(name: String, value: String)]) throws {
        process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        process.arguments = ["bench-row", row.rawValue] + arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment.map { ($0.name, $0.value) }) {
            $1
        }
        process.standardOutput = output
        try process.run()
    }

    var pid: Int32 { process.processIdentifier }

    /// Asks it to end; see ``measurement()``.
    func terminate() { process.terminate() }

    var isRunning: Bool { process.isRunning }

    /// Waits for the row's end.
    func measurement() throws -> Measurement {
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw DevError("a row of the benchmark failed; see above") }
        return try JSONDecoder().decode(Measurement.self, from: data)
    }
}

import ArgumentParser
import Assembly
import Foundation

/// A command of `pulsehub-dev`, under the name that it has there.
///
/// What it is and takes stands there alone: the arguments are passed on as they are, `--help` among them.
protocol DevelopmentCommand: ParsableCommand {
    /// Everything after the command's name.
    var arguments: [String] { get }
}

extension DevelopmentCommand {
    /// Becomes `pulsehub-dev`.
    ///
    /// - Throws: where it does not lie beside this program, as in a production image.
    func run() throws {
        let name = Self._commandName
        guard let program = ProjectFiles.executable.map({ $0 + "-dev" }),
            FileManager.default.isExecutableFile(atPath: program)
        else {
            throw ValidationError(
                "\(name) belongs to pulsehub-dev, which is not beside pulsehub: build it with "
                    + "\"swift build --product pulsehub-dev\"; a production image does not hold it")
        }
        let words = [CommandLine.arguments.first ?? "pulsehub", name] + arguments
        let pointers = words.map { strdup($0) } + [nil]
        execv(program, pointers)
        throw OperatorError("\(program) cannot be run: \(String(cString: strerror(errno)))")
    }
}

/// Servers to try things with.
struct DevCommand: DevelopmentCommand {
    static let configuration = CommandConfiguration(
        commandName: "dev", abstract: "Start a private Kafka, Redis and PostgreSQL for trying things out.")
    @Argument(parsing: .captureForPassthrough) var arguments: [String] = []
}

/// A whole run with an account.
struct DemoCommand: DevelopmentCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Run everything on private servers, stream athletes through it, and check the result.")
    @Argument(parsing: .captureForPassthrough) var arguments: [String] = []
}

/// Made-up athletes.
struct SimulateCommand: DevelopmentCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate", abstract: "Write plausible athletes as NDJSON to standard output.")
    @Argument(parsing: .captureForPassthrough) var arguments: [String] = []
}

/// Measurements.
struct BenchCommand: DevelopmentCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench", abstract: "Measure the hot path, the archiver and the profile API on private servers.")
    @Argument(parsing: .captureForPassthrough) var arguments: [String] = []
}

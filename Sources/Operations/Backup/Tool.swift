import Glibc
import Subprocess

/// Somebody else's program, fed and read as a stream.
struct Tool: Sendable {
    let name: String
    /// The Debian package that brings it.
    let package: String
    /// Over our own; nil takes a variable away.
    var environment: [String: String?] = [:]

    /// Writing to a program that has gone would end this process, before it could clean up behind itself.
    private static let survivingBrokenPipes: Void = { _ = signal(SIGPIPE, SIG_IGN) }()

    private static let complaintBytesMax = 256 * 1024

    /// Runs it to its end and hands over what it prints, as it comes.
    func read(_ arguments: [String], _ output: ByteSink) async throws {
        try await conclude {
            try await Subprocess.run(
                .name(name), arguments: Arguments(arguments), environment: variables, platformOptions: Self.options,
                input: .none, output: .sequence, error: .string(limit: Self.complaintBytesMax)
            ) { execution in
                for try await buffer in execution.standardOutput {
                    try await output(buffer.withUnsafeBytes { Array($0) })
                }
            }
        }
    }

    /// Runs it to its end with what the body writes as its input. A body that throws ends it by force: it must not take
    /// the end of half an input for the end.
    func feed(_ arguments: [String], _ body: (@escaping ByteSink) async throws -> Void) async throws {
        Self.survivingBrokenPipes
        try await conclude {
            try await Subprocess.run(
                .name(name), arguments: Arguments(arguments), environment: variables, platformOptions: Self.options,
                input: .inputWriter, output: .discarded, error: .string(limit: Self.complaintBytesMax)
            ) { execution in
                do {
                    try await body { bytes in _ = try await execution.standardInputWriter.write(bytes) }
                } catch let error as SubprocessError where error.code == .failedToWriteToSubprocess {
                    // It has gone; what it said about that is worth more than the broken pipe.
                }
                try await execution.standardInputWriter.finish()
            }
        }
    }

    /// Runs it to its end and returns what it printed.
    @discardableResult
    func run(_ arguments: [String]) async throws -> [UInt8] {
        var printed: [UInt8] = []
        try await read(arguments) { printed += $0 }
        return printed
    }

    private func conclude<Output: OutputProtocol>(
        _ run: () async throws -> ExecutionResult<Void, Output, StringOutput<UTF8>>
    ) async throws {
        let result: ExecutionResult<Void, Output, StringOutput<UTF8>>
        do { result = try await run() } catch let error as SubprocessError {
            guard error.code == .executableNotFound else { throw BackupError(.program, "\(name) failed: \(error)") }
            throw BackupError(.program, "\(name) is not installed: apt-get install \(package)")
        }
        guard !result.terminationStatus.isSuccess else { return }
        let lines = result.standardError.split(whereSeparator: \.isNewline).map(String.init)
        throw BackupError(
            .program, "\(name) failed: \(lines.isEmpty ? "no reason given" : lines.suffix(5).joined(separator: " | "))")
    }

    private var variables: Environment {
        // English messages, since some are looked for.
        var variables: [Environment.Key: String?] = ["LC_ALL": "C"]
        for (name, value) in environment { variables[Environment.Key(stringLiteral: name)] = value }
        return .inherit.updating(variables)
    }

    private static var options: PlatformOptions {
        var options = PlatformOptions()
        options.teardownSequence = [.send(signal: .kill, allowedDurationToNextStep: .zero)]
        return options
    }
}

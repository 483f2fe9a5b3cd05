import Foundation

/// Other people's programs.
package enum Program {
    /// A program that is not there, or has not ended well.
    package struct Failed: Error, CustomStringConvertible {
        /// Its name.
        package let program: String
        /// What it printed.
        package let output: String
        /// Both.
        package var description: String { "\(program): \(output)" }
    }

    /// The program's file; nil where it is not installed.
    package static func find(_ name: String) -> String? {
        (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":").map { "\($0)/\(name)" }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    /// Runs a program to its end and returns what it printed.
    ///
    /// - Parameter environment: all that it has; our own if nil.
    @discardableResult
    package static func run(
        _ name: String, _ arguments: [String], input: Data = Data(), environment: [String: String]? = nil
    ) throws -> Data {
        guard let path = find(name) else { throw Failed(program: name, output: "is not installed") }
        // A file, since a pipe could fill up while the program waits for us to read.
        let file = FileManager.default.temporaryDirectory.appending(path: "input-\(UUID().uuidString)")
        try input.write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let process = Process()
        process.executableURL = URL(filePath: path)
        process.arguments = arguments
        if let environment { process.environment = environment }
        process.standardInput = try FileHandle(forReadingFrom: file)
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let printed = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Failed(program: name, output: String(decoding: printed, as: UTF8.self))
        }
        return printed
    }
}

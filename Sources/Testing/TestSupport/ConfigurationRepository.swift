import Foundation

/// A Git repository with one commit that holds a copy of the project's `config/`.
///
/// The checkout itself will not do: it may have uncommitted changes, or be no repository at all. Author, message and
/// dates are fixed, so that equal files give an equal commit, which every profile carries.
package final class ConfigurationRepository: Sendable {
    /// What `--config-repo` takes.
    package let path: String

    /// 2023-11-14.
    package static let fixedTime: Int64 = 1_700_000_000

    /// Makes the repository in a directory of its own.
    package init() throws {
        path = FileManager.default.temporaryDirectory.path + "/config-\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        let config = URL(filePath: try Checkout.path("config")).resolvingSymlinksInPath().path
        try FileManager.default.copyItem(atPath: config, toPath: path + "/config")
        try git("init", "--quiet", "--initial-branch=main")
        try git("add", "--all")
        try git("commit", "--quiet", "--message", "configuration")
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Commits these files, by their path from the root.
    ///
    /// - Parameter time: of the commit, in seconds since 1970.
    /// - Returns: the new commit.
    @discardableResult
    package func commit(_ files: [String: String], at time: Int64 = ConfigurationRepository.fixedTime) throws -> String
    {
        for (name, text) in files {
            let url = URL(filePath: "\(path)/\(name)")
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: url)
        }
        try git("add", "--all")
        try git("commit", "--quiet", "--message", "change", at: time)
        return try head()
    }

    /// Commits a copy of one of the project's directories, such as `topics`.
    package func add(_ directory: String) throws {
        let source = URL(filePath: try Checkout.path(directory)).resolvingSymlinksInPath().path
        try FileManager.default.copyItem(atPath: source, toPath: "\(path)/\(directory)")
        try commit([:])
    }

    /// Undoes the newest commit by another one.
    package func revert() throws { try git("revert", "--no-edit", "HEAD") }

    /// The newest commit.
    package func head() throws -> String { try git("rev-parse", "HEAD") }

    @discardableResult
    private func git(_ arguments: String..., at time: Int64 = ConfigurationRepository.fixedTime) throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["git", "-C", path] + arguments
        process.environment = [
            "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin", "HOME": path,
            "GIT_AUTHOR_NAME": "Test", "GIT_AUTHOR_EMAIL": "test@example.com", "GIT_AUTHOR_DATE": "\(time) +0000",
            "GIT_COMMITTER_NAME": "Test", "GIT_COMMITTER_EMAIL": "test@example.com",
            "GIT_COMMITTER_DATE": "\(time) +0000",
        ]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Checkout.Missing(description: "git \(arguments.joined(separator: " ")) failed in \(path)")
        }
        return text.trimmingCharacters(in: .whitespacesAndNewlines)
    }
}

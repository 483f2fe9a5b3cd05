import Foundation

@testable import Settings

/// Git answers in milliseconds, but the tests beside these may hold every thread for minutes.
let patience = Duration.seconds(900)

/// A real Git repository in a directory of its own, removed at the end of the test.
final class Repository: Sendable {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "settings-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// A repository whose first commit holds the files under `config/`.
    static func committed(_ files: [String: String]) async throws -> Repository {
        let repository = try Repository()
        try await repository.git("init", "--quiet", "--initial-branch=main")
        try await repository.commit(files)
        return repository
    }

    func write(_ files: [String: String]) throws {
        try FileManager.default.createDirectory(atPath: "\(path)/config", withIntermediateDirectories: true)
        for (name, text) in files {
            try Data(text.utf8).write(to: URL(filePath: "\(path)/config/\(name)"))
        }
    }

    func commit(_ files: [String: String]) async throws {
        try write(files)
        try await git("add", "--all")
        try await git("commit", "--quiet", "--message", "change")
    }

    @discardableResult
    func git(_ arguments: String...) async throws -> String {
        let identity = ["-C", path, "-c", "user.name=Test", "-c", "user.email=test@example.com"]
        let output = try await GitCommand(deadline: patience).run(identity + arguments)
        guard output.succeeded else { throw GitError.failed(command: arguments[0], detail: output.complaint) }
        return output.text
    }

    func source(ref: String = "HEAD") -> GitSource {
        GitSource(repository: path, ref: ref, deadline: patience)
    }
}

/// Files as if read from a commit, for tests that are not about Git.
func snapshot(_ files: [String: String]) -> GitSource.Snapshot {
    GitSource.Snapshot(
        commit: String(repeating: "a", count: 40), files: files.mapValues { Array($0.utf8) }, directory: "config")
}

/// The settings of the stream processor.
func settings(
    _ files: [String: String] = [:], profile: String? = nil, environment: [String: String] = [:],
    overrides: [(key: String, value: String)] = []
) throws(Problems) -> EffectiveSettings {
    try SettingsLoader.compose(
        snapshot(files), service: .streamProcessor, profile: profile, environment: environment, overrides: overrides)
}

/// What is wrong with one `application.yaml`, a line for each problem.
func problems(_ yaml: String) -> [String] {
    SettingsLoader.check(snapshot(["application.yaml": yaml])).map(\.description)
}

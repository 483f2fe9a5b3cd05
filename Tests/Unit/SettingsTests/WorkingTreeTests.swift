import Foundation
import Testing

@testable import Settings

@Suite("A look at what is not committed yet")
struct WorkingTreeTests {
    private static func check(_ repository: Repository) async throws -> [String] {
        SettingsLoader.check(try await repository.source().workingTree()).map(\.description)
    }

    @Test("edits, new files and files that are gone count, files that Git ignores do not")
    func edits() async throws {
        let repository = try await Repository.committed([
            "application.yaml": "hot: {batchRecords: 1}", "archiver.yaml": "cold: {batchRecords: 0}",
            "ingest.yaml": "",
        ])
        #expect(try await Self.check(repository).count == 1)
        try FileManager.default.removeItem(atPath: "\(repository.path)/config/archiver.yaml")
        #expect(try await Self.check(repository) == [])
        try repository.write(["application.yaml": "hot: {batchRecords: 2}", "produce.yaml": "log: {level: x}"])
        let problems = try await Self.check(repository)
        #expect(problems.count == 1 && problems.first?.hasPrefix("config/produce.yaml:1:14: log.level") == true)
        try Data("produce.yaml".utf8).write(to: URL(filePath: "\(repository.path)/.gitignore"))
        let tree = try await repository.source().workingTree()
        #expect(tree.files == ["application.yaml": Array("hot: {batchRecords: 2}".utf8), "ingest.yaml": []])
    }

    @Test("links and misspelt endings are the mistakes that they are in a commit")
    func notFiles() async throws {
        let repository = try await Repository.committed(["application.yaml": ""])
        try repository.write(["archiver.yml": ""])
        try FileManager.default.createSymbolicLink(
            atPath: "\(repository.path)/config/ingest.yaml", withDestinationPath: "application.yaml")
        let found = try await Self.check(repository)
        try await repository.git("add", "--all")
        try await repository.git("commit", "--quiet", "--message", "change")
        #expect(found.count == 2)
        #expect(try await SettingsLoader.check(repository.source()).map(\.description) == found)
    }

    @Test("what is not in the commit is named, and only for the commit that is checked out")
    func uncommitted() async throws {
        let repository = try await Repository.committed(["application.yaml": "", "archiver.yaml": "", "x.txt": ""])
        let source = repository.source()
        let first = try await source.resolve()
        #expect(try await source.uncommitted(since: first) == [])
        try repository.write(["application.yaml": "hot: {batchRecords: 1}", "ingest.yaml": "", "x.txt": "edited"])
        try FileManager.default.removeItem(atPath: "\(repository.path)/config/archiver.yaml")
        try Data("edited".utf8).write(to: URL(filePath: "\(repository.path)/elsewhere.yaml"))
        let edited = ["config/application.yaml", "config/archiver.yaml", "config/ingest.yaml"]
        #expect(try await source.uncommitted(since: first) == edited)
        try await repository.git("add", "--all")
        #expect(try await source.uncommitted(since: first) == edited, "added is not committed")
        try await repository.git("commit", "--quiet", "--message", "change")
        #expect(try await source.uncommitted(since: source.resolve()) == [])
        try repository.write(["application.yaml": ""])
        #expect(try await source.uncommitted(since: first) == [], "another commit than the one checked out")
    }

    @Test("where there is no working tree, none is looked at")
    func bare() async throws {
        let repository = try await Repository.committed(["application.yaml": ""])
        try await repository.git("clone", "--quiet", "--bare", repository.path, "\(repository.path)/bare")
        let bare = GitSource(repository: "\(repository.path)/bare", deadline: patience)
        #expect(try await bare.uncommitted(since: bare.resolve()) == [])
        await #expect(throws: GitError.noWorkingTree(repository: bare.repository)) { try await bare.workingTree() }
        let elsewhere = GitSource(repository: repository.path, subdirectory: "settings", deadline: patience)
        await #expect(throws: GitError.noSuchDirectory(subdirectory: "settings", commit: nil)) {
            try await elsewhere.workingTree()
        }
    }
}

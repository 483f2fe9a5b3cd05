import Foundation
import Testing

@testable import Settings

@Suite struct GitSourceTests {
    @Test("settings come from the commit, not from the working tree")
    func workingTree() async throws {
        let repository = try await Repository.committed(["application.yaml": "hot: {batchRecords: 100}"])
        try repository.write(["application.yaml": "hot: {batchRecords: 200}", "hott.yaml": "nonsense"])
        let settings = try await SettingsLoader.load(repository.source(), service: .streamProcessor, environment: [:])
        #expect(settings[\.hot.batchRecords] == 100)
        #expect(try await settings.commit == repository.git("rev-parse", "HEAD"))
    }

    @Test("a ref is a branch, a tag, a full or a short commit id")
    func refs() async throws {
        let repository = try await Repository.committed(["application.yaml": "hot: {batchRecords: 1}"])
        let first = try await repository.git("rev-parse", "HEAD")
        try await repository.git("tag", "--annotate", "--message", "first", "v1")
        try await repository.git("branch", "old")
        try await repository.commit(["application.yaml": "hot: {batchRecords: 2}"])
        for ref in ["v1", "old", "refs/heads/old", first, String(first.prefix(10)), "HEAD~1"] {
            let snapshot = try await repository.source(ref: ref).snapshot()
            #expect(snapshot.commit == first, "\(ref)")
            #expect(snapshot.files["application.yaml"] == Array("hot: {batchRecords: 1}".utf8), "\(ref)")
        }
        #expect(try await repository.source(ref: "main").resolve() != first)
    }

    @Test("every file arrives whole, also empty ones and ones without a final newline")
    func contents() async throws {
        let files = ["application.yaml": "", "ingest.yaml": "log:\n  level: debug\n", "archiver.yaml": "# café"]
        let repository = try await Repository.committed(files)
        #expect(try await repository.source().snapshot().files == files.mapValues { Array($0.utf8) })
    }

    @Test("a directory that is no repository is named with the cure")
    func noRepository() async throws {
        let directory = try Repository()
        await #expect { try await directory.source().resolve() } throws: {
            "\($0)".contains("is not a Git repository") && "\($0)".contains("git init")
        }
    }

    @Test("a path that does not exist is reported like any other that is no repository")
    func noPath() async {
        await #expect {
            try await GitSource(repository: "/nonexistent/repository", deadline: patience).resolve()
        } throws: {
            "\($0)".contains("/nonexistent/repository is not a Git repository")
        }
    }

    @Test("an empty repository says that a commit is missing")
    func noCommit() async throws {
        let repository = try Repository()
        try await repository.git("init", "--quiet")
        await #expect(throws: GitError.noCommit(repository: repository.path)) {
            try await repository.source().resolve()
        }
    }

    @Test("an unknown ref is named")
    func unknownRef() async throws {
        let repository = try await Repository.committed(["application.yaml": ""])
        await #expect(throws: GitError.unknownRef(ref: "mian", repository: repository.path)) {
            try await repository.source(ref: "mian").resolve()
        }
    }

    @Test(
        "a ref that Git could take for an option or a path is refused", arguments: ["--all", "", "a b", "x:y", "a..b"])
    func unsafeRef(ref: String) async throws {
        let repository = try await Repository.committed(["application.yaml": ""])
        await #expect(throws: GitError.unsafeRef(ref)) { try await repository.source(ref: ref).resolve() }
    }

    @Test("a directory that only the working tree has is absent")
    func noDirectory() async throws {
        let repository = try await Repository.committed(["application.yaml": ""])
        let source = GitSource(repository: repository.path, subdirectory: "settings/", deadline: patience)
        let commit = try await source.resolve()
        await #expect(throws: GitError.noSuchDirectory(subdirectory: "settings", commit: commit)) {
            try await source.snapshot()
        }
    }

    @Test("a file of 10 MB is refused unread, and the others are still checked")
    func hugeFile() async throws {
        let repository = try await Repository.committed([
            "application.yaml": "# " + String(repeating: "x", count: 10_000_000), "ingest.yaml": "log: {level: loud}",
        ])
        let problems = try await SettingsLoader.check(repository.source()).map(\.description)
        #expect(problems.contains { $0.contains("application.yaml: 10000002 bytes are more than the 1 MiB") })
        #expect(problems.contains { $0.contains("config/ingest.yaml:1:14: log.level: expected one of trace") })
    }

    @Test("a link and a file ending in .yml are refused, other files are none of our business")
    func oddEntries() async throws {
        let repository = try await Repository.committed(["a.yml": "", "README.md": "", "schema.json": "{}"])
        try FileManager.default.createSymbolicLink(
            atPath: "\(repository.path)/config/application.yaml", withDestinationPath: "/etc/passwd")
        try await repository.commit([:])
        let problems = try await SettingsLoader.check(repository.source()).map(\.description)
        #expect(
            problems == [
                "config/a.yml: name it .yaml: files ending in .yml are not read",
                "config/application.yaml: expected a file, found a link or a directory",
            ])
    }

    @Test("a remote repository is copied once, then fetched")
    func remote() async throws {
        let repository = try await Repository.committed(["application.yaml": "hot: {batchRecords: 1}"])
        let cache = try Repository()
        let source = GitSource(
            repository: "file://\(repository.path)", ref: "main", cacheDirectory: "\(cache.path)/git",
            deadline: patience)
        let first = try await source.resolve()
        try await repository.commit(["application.yaml": "hot: {batchRecords: 2}"])
        let second = try await source.snapshot()
        #expect(second.commit != first)
        #expect(second.files["application.yaml"] == Array("hot: {batchRecords: 2}".utf8))
    }

    @Test("the head of a remote repository is followed to another branch")
    func remoteHead() async throws {
        let repository = try await Repository.committed(["application.yaml": "hot: {batchRecords: 1}"])
        let cache = try Repository()
        let source = repository.remote(cache).at("HEAD")
        #expect(try await source.resolve() == repository.git("rev-parse", "HEAD"))
        try await repository.git("branch", "--move", "main", "trunk")
        try await repository.commit(["application.yaml": "hot: {batchRecords: 2}"])
        #expect(try await source.resolve() == repository.git("rev-parse", "HEAD"))
        #expect(try await source.history().count == 2)
    }

    @Test("a failing fetch does not print the password in the address")
    func remotePassword() async throws {
        let cache = try Repository()
        let source = GitSource(
            repository: "file://user:hunter2@/nonexistent", cacheDirectory: cache.path, deadline: patience)
        await #expect { try await source.resolve() } throws: { error in
            "\(error)".contains("fetching file://********@/nonexistent failed") && !"\(error)".contains("hunter2")
        }
    }

    @Test("a repository cannot run code through a transport helper")
    func transportHelper() async throws {
        let cache = try Repository()
        let source = GitSource(
            repository: "ext::sh -c touch% \(cache.path)/ran", cacheDirectory: "\(cache.path)/git", deadline: patience)
        await #expect(throws: GitError.self) { try await source.resolve() }
        #expect(!FileManager.default.fileExists(atPath: "\(cache.path)/ran"))
    }

    @Test("a command that does not end is ended at the deadline")
    func deadline() async throws {
        let repository = try await Repository.committed(["application.yaml": ""])
        let git = GitCommand(deadline: .milliseconds(200))
        await #expect(throws: GitError.deadlineExceeded(command: "hang", .milliseconds(200))) {
            _ = try await git.run(["-c", "alias.hang=!sleep 600", "-C", repository.path, "hang"])
        }
    }

    @Test("the history lists the commits that changed the configuration, newest first")
    func history() async throws {
        let repository = try await Repository.committed(["application.yaml": ""])
        try await repository.git("commit", "--quiet", "--allow-empty", "--message", "elsewhere")
        try await repository.commit(["application.yaml": "log: {level: debug}"])
        let history = try await repository.source().history()
        #expect(history.map(\.subject) == ["change", "change"])
        #expect(try await history.first?.commit == repository.git("rev-parse", "HEAD"))
    }

    @Test("a history of a thousand commits is read in a few processes and equals the commits one by one")
    func longHistory() async throws {
        let repository = try await Repository.committed(["application.yaml": "hot: {batchRecords: 1}"])
        var stream = ""
        for number in 2...1000 {
            let (file, message) = ("hot: {batchRecords: \(number)}\n", "change \(number)")
            stream += "commit refs/heads/main\ncommitter T <t@example.com> \(1_700_000_000 + number) +0000\n"
            stream += "data \(message.utf8.count)\n\(message)\n"
            if number == 2 { stream += "from refs/heads/main^0\n" }
            stream += "M 100644 inline config/application.yaml\ndata \(file.utf8.count)\n\(file)\n"
        }
        let output = try await GitCommand(deadline: patience).run(
            ["-C", repository.path, "fast-import", "--quiet"], input: stream)
        #expect(output.succeeded)
        let history = try await repository.source().history(limit: 1000)
        #expect(history.count == 1000)
        let snapshots = try await repository.source().snapshots(at: history.map(\.commit))
        #expect(snapshots.count == 1000)
        for (index, snapshot) in snapshots.enumerated() {
            #expect(try #require(snapshot).commit == history[index].commit)
            #expect(
                snapshot?.files["application.yaml"].map { String(decoding: $0, as: UTF8.self).trimmed }
                    == "hot: {batchRecords: \(1000 - index)}")
        }
    }

    @Test("many commits at once give what each gives alone, odd entries and removed directories included")
    func manySnapshots() async throws {
        let repository = try await Repository.committed(["application.yaml": "", "a.yml": "", "ingest.yaml": "x"])
        try FileManager.default.createDirectory(
            atPath: "\(repository.path)/topics/schemas", withIntermediateDirectories: true)
        try Data("name: t".utf8).write(to: URL(filePath: "\(repository.path)/topics/t.yaml"))
        try Data("{}".utf8).write(to: URL(filePath: "\(repository.path)/topics/schemas/s.json"))
        try await repository.commit(["archiver.yaml": String(repeating: "#", count: 2_000_000)])
        let commits = [try await repository.git("rev-parse", "HEAD"), try await repository.git("rev-parse", "HEAD~1")]
        try await repository.git("rm", "-r", "--quiet", "config")
        try await repository.git("commit", "--quiet", "--message", "gone")
        let gone = try await repository.git("rev-parse", "HEAD")
        let together = try await repository.source().snapshots(at: commits + [gone])
        #expect(together.count == 3)
        #expect(together[2] == nil)
        for (commit, snapshot) in zip(commits, together) {
            let alone = try await repository.source(ref: commit).snapshot()
            #expect(snapshot?.files == alone.files)
            #expect(snapshot.map { Set($0.problems) } == Set(alone.problems))
            #expect(snapshot?.topics?.schemas == alone.topics?.schemas)
            #expect(snapshot?.topics?.files == alone.topics?.files)
        }
    }

    @Test("a directory whose objects are damaged is an error, not an empty configuration")
    func unreadableDirectory() async throws {
        let repository = try await Repository.committed(["application.yaml": ""])
        let tree = try await repository.git("rev-parse", "HEAD:config")
        try FileManager.default.removeItem(
            atPath: "\(repository.path)/.git/objects/\(tree.prefix(2))/\(tree.dropFirst(2))")
        await #expect { try await repository.source().snapshot() } throws: { "\($0)".contains("git ls-tree failed") }
    }

    @Test("a file where the directory should be is named")
    func fileInsteadOfDirectory() async throws {
        let repository = try await Repository.committed(["application.yaml": ""])
        let source = GitSource(repository: repository.path, subdirectory: "config/application.yaml", deadline: patience)
        await #expect { try await source.snapshot() } throws: {
            "\($0)".contains("no directory config/application.yaml/")
        }
    }

    @Test("a file that is not YAML is refused with its place")
    func notYAML() async throws {
        let repository = try await Repository.committed(["application.yaml": "%PDF-1.4 \u{1} {{{"])
        let problems = try await SettingsLoader.check(repository.source()).map(\.description)
        #expect(problems.count == 1)
        #expect(problems.first?.hasPrefix("config/application.yaml:1:") == true)
        #expect(problems.first?.contains("this is not YAML") == true)
    }
}

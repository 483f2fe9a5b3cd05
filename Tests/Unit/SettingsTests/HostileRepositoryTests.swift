import Foundation
import Testing

@testable import Settings

@Suite("A repository whose own configuration names programs")
struct HostileRepositoryTests {
    /// Every key by which Git starts something, as far as a reader of commits could come across it.
    private static let keys = [
        "core.fsmonitor", "core.pager", "core.editor", "core.sshCommand", "core.askPass", "core.alternateRefsCommand",
        "core.gitProxy", "gpg.program", "gpg.openpgp.program", "gpg.x509.program", "gpg.ssh.program",
        "gpg.ssh.defaultKeyCommand", "diff.external", "diff.evil.command", "diff.evil.textconv", "filter.evil.clean",
        "filter.evil.smudge", "filter.evil.process", "merge.evil.driver", "credential.helper", "pager.log",
        "pager.rev-list",
        "uploadpack.packObjectsHook", "remote.origin.uploadpack", "gc.recentObjectsHook", "sequence.editor",
        "interactive.diffFilter",
    ]

    /// Signed, though by nobody: whoever looks at the signature starts what checks it.
    private static let signature = """
        gpgsig -----BEGIN PGP SIGNATURE-----
         
         iQEzBAABCAAdFiEE
         -----END PGP SIGNATURE-----
        """

    @Test("runs none of them, whatever is read of it")
    func programs() async throws {
        let repository = try await Repository.committed(["application.yaml": "hot: {batchRecords: 1}"])
        let evil = "\(repository.path)/evil"
        let marks = "\(repository.path)/ran"
        try Data("#!/bin/sh\necho \"$0 $*\" >> \(marks)\ncat\n".utf8).write(to: URL(filePath: evil))
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: evil)
        let (tree, parent) = (
            try await repository.git("rev-parse", "HEAD^{tree}"), try await repository.git("rev-parse", "HEAD")
        )
        let commit = try await GitCommand(deadline: patience).run(
            ["-C", repository.path, "hash-object", "-t", "commit", "-w", "--stdin"],
            input: """
                tree \(tree)
                parent \(parent)
                author T <t@example.com> 1700000000 +0000
                committer T <t@example.com> 1700000000 +0000
                \(Self.signature)

                signed

                """)
        try #require(commit.succeeded, "\(commit.complaint)")
        try await repository.git("update-ref", "refs/heads/main", commit.text)
        for key in Self.keys { try await repository.git("config", key, evil) }
        try await repository.git("config", "core.hooksPath", repository.path)
        try await repository.git("config", "log.showSignature", "true")
        try await repository.git("config", "alias.rev-list", "!\(evil)")
        try await repository.git("config", "alias.look", "!\(evil)")
        for hook in ["post-index-change", "reference-transaction", "pre-auto-gc", "fsmonitor-watchman"] {
            try FileManager.default.createSymbolicLink(
                atPath: "\(repository.path)/\(hook)", withDestinationPath: evil)
        }
        try Data("* filter=evil diff=evil merge=evil".utf8).write(
            to: URL(filePath: "\(repository.path)/.gitattributes"))
        try repository.write(["application.yaml": "hot: {batchRecords: 2}"])

        let source = repository.source()
        #expect(try await source.history().map(\.subject).last == "change")
        _ = try await source.snapshot()
        _ = try await source.snapshots(at: [commit.text, parent])
        _ = try await source.workingTree()
        #expect(try await source.uncommitted(since: commit.text) == ["config/application.yaml"])
        _ = await source.lastGood { $0 }
        await #expect(throws: GitError.self) {
            try await GitSource(repository: repository.path, requireSigned: true, deadline: patience).snapshot()
        }
        let cache = try Repository()
        #expect(try await repository.remote(cache).snapshot().commit == commit.text)
        #expect(
            !FileManager.default.fileExists(atPath: marks),
            "\((try? String(contentsOfFile: marks, encoding: .utf8)) ?? "")")
    }

    @Test("is asked for nothing that it only promises to fetch from elsewhere", arguments: ["ssh", "file", "ext"])
    func promises(transport: String) async throws {
        let repository = try await Repository.committed(["application.yaml": "hot: {batchRecords: 1}"])
        let evil = "\(repository.path)/evil"
        let marks = "\(repository.path)/ran"
        try Data("#!/bin/sh\ntouch \(marks)\n".utf8).write(to: URL(filePath: evil))
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: evil)
        let url = ["ssh": "ssh://example.invalid/x", "file": repository.path, "ext": "ext::\(evil)"][transport] ?? ""
        for (key, value) in [
            ("core.repositoryFormatVersion", "1"), ("extensions.partialClone", "origin"), ("remote.origin.url", url),
            ("remote.origin.promisor", "true"), ("remote.origin.uploadpack", evil), ("core.sshCommand", evil),
            ("protocol.ext.allow", "always"),
        ] {
            try await repository.git("config", key, value)
        }
        let blob = try await repository.git("rev-parse", "HEAD:config/application.yaml")
        try FileManager.default.removeItem(
            atPath: "\(repository.path)/.git/objects/\(blob.prefix(2))/\(blob.dropFirst(2))")
        await #expect(throws: GitError.self) { try await repository.source().snapshot() }
        #expect(!FileManager.default.fileExists(atPath: marks))
    }
}

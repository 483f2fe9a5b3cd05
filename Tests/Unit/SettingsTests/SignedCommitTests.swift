import Foundation
import Testing

@testable import Settings

@Suite struct SignedCommitTests {
    static let keygen = "/usr/bin/ssh-keygen"

    @Test("a commit without a signature is refused where one is required")
    func unsigned() async throws {
        let repository = try await Repository.committed(["application.yaml": ""])
        let commit = try await repository.git("rev-parse", "HEAD")
        let source = GitSource(repository: repository.path, requireSigned: true, deadline: patience)
        await #expect {
            try await source.snapshot()
        } throws: { "\($0)".hasPrefix("commit \(commit.prefix(12)) has no good signature (it is not signed)") }
        #expect(try await repository.source().snapshot().commit == commit)
    }

    @Test(
        "a commit signed by a known key is taken over; one signed by a stranger is not",
        .enabled(if: FileManager.default.isExecutableFile(atPath: keygen), "ssh-keygen is not installed"))
    func signed() async throws {
        let repository = try await Repository.committed(["application.yaml": ""])
        for name in ["known", "stranger"] {
            let process = Process()
            process.executableURL = URL(filePath: Self.keygen)
            process.arguments = ["-q", "-t", "ed25519", "-N", "", "-f", "\(repository.path)/.git/\(name)"]
            try process.run()
            process.waitUntilExit()
        }
        let key = try String(contentsOfFile: "\(repository.path)/.git/known.pub", encoding: .utf8)
        try Data("test@example.com \(key)".utf8).write(to: URL(filePath: "\(repository.path)/.git/signers"))
        try await repository.git("config", "gpg.format", "ssh")
        try await repository.git("config", "gpg.ssh.allowedSignersFile", "\(repository.path)/.git/signers")
        let source = GitSource(repository: repository.path, requireSigned: true, deadline: patience)
        for (name, isGood) in [("known", true), ("stranger", false)] {
            try await repository.git("config", "user.signingkey", "\(repository.path)/.git/\(name)")
            try await repository.git("commit", "--quiet", "--allow-empty", "--gpg-sign", "--message", name)
            if isGood {
                #expect(try await source.snapshot().commit == repository.git("rev-parse", "HEAD"))
            } else {
                await #expect { try await source.snapshot() } throws: { "\($0)".contains("has no good signature") }
            }
        }
    }
}

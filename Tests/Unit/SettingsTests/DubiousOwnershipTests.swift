import Foundation
import Testing

@testable import Settings

@Suite struct DubiousOwnershipTests {
    @Test("what git says of another user's repository becomes cause and cure")
    func words() {
        let complaint = """
            fatal: detected dubious ownership in repository at '/srv/settings'
            To add an exception for this directory, call:

            \tgit config --global --add safe.directory /srv/settings
            """
        let error = GitError.dubiousOwnership(in: complaint)
        #expect(error == .dubiousOwnership(path: "/srv/settings"))
        #expect(error?.description.contains("belongs to another user") == true)
        #expect(error?.description.hasSuffix("git config --global --add safe.directory /srv/settings") == true)
        #expect(GitError.dubiousOwnership(in: "fatal: not a git repository") == nil)
    }

    @Test("a repository of another user is named as that, whatever is asked of it", .enabled(if: geteuid() == 0))
    func anotherUser() async throws {
        let repository = try await Repository.committed(["application.yaml": "log: {level: info}"])
        for path in [repository.path, "\(repository.path)/.git"] { #expect(chown(path, 65_534, 65_534) == 0) }
        await #expect(throws: GitError.dubiousOwnership(path: repository.path)) {
            try await repository.source().snapshot()
        }
        await #expect(throws: GitError.dubiousOwnership(path: repository.path)) {
            try await repository.source().history(limit: 1)
        }
    }
}

import Foundation
import Testing

@testable import Settings

@Suite("A ref")
struct RefNameTests {
    private static func moved() async throws -> (Repository, first: String, second: String) {
        let repository = try await Repository.committed(["application.yaml": "hot: {batchRecords: 1}"])
        let first = try await repository.git("rev-parse", "HEAD")
        try await repository.commit(["application.yaml": "hot: {batchRecords: 2}"])
        return (repository, first, try await repository.git("rev-parse", "HEAD"))
    }

    @Test(
        "is a branch where there is one, whatever its name looks like",
        arguments: ["deadbeef", String(repeating: "deadbeef", count: 5), "v1.0", "cafe/babe"])
    func looksLikeID(name: String) async throws {
        let (repository, first, _) = try await Self.moved()
        try await repository.git("update-ref", "refs/heads/\(name)", first)
        #expect(try await repository.source(ref: name).resolve() == first)
    }

    @Test("that begins as its commit's id does is followed like any other branch, back to the last good commit too")
    func beginsAsID() async throws {
        let (repository, first, second) = try await Self.moved()
        // The test's own branch, named by the first digits of the commit that it comes to stand at.
        let name = String(second.prefix(4))
        try await repository.git("update-ref", "refs/heads/\(name)", second)
        let good = await repository.source(ref: name).lastGood { $0.commit == first ? $0.commit : nil }
        #expect(good == first)
        let pinned = await repository.source(ref: second).lastGood { $0.commit == first ? $0.commit : nil }
        #expect(pinned == nil)
    }

    @Test("that names a branch and a tag is refused with both full names, each of which will do")
    func ambiguous() async throws {
        let (repository, first, second) = try await Self.moved()
        try await repository.git("tag", "release", first)
        try await repository.git("branch", "release", second)
        for ref in ["release", "release~1", "release^{commit}"] {
            await #expect {
                try await repository.source(ref: ref).resolve()
            } throws: {
                "\($0)".contains("refs/heads/release") && "\($0)".contains("refs/tags/release")
            }
        }
        #expect(try await repository.source(ref: "refs/heads/release").resolve() == second)
        #expect(try await repository.source(ref: "refs/tags/release").resolve() == first)
        let cache = try Repository()
        await #expect(throws: GitError.self) { try await repository.remote(cache).at("release").resolve() }
    }

    @Test("that is the id of a commit and the name of a branch is refused: neither may stand for the other")
    func idAndBranch() async throws {
        let (repository, first, second) = try await Self.moved()
        try await repository.git("update-ref", "refs/heads/\(first)", second)
        await #expect(throws: GitError.ambiguousRef(ref: first, meanings: ["refs/heads/\(first)", "\(first)^0"])) {
            try await repository.source(ref: first).resolve()
        }
        #expect(try await repository.source(ref: "\(first)^0").resolve() == first)
        #expect(try await repository.source(ref: "refs/heads/\(first)").resolve() == second)
    }

    @Test("may be a branch of a folder of branches")
    func folders() async throws {
        let (repository, first, _) = try await Self.moved()
        try await repository.git("branch", "feature/a", first)
        #expect(try await repository.source(ref: "feature/a").resolve() == first)
        await #expect(throws: GitError.self) { try await repository.source(ref: "feature").resolve() }
    }
}

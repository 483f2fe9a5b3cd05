import Foundation
import Testing

@testable import Settings

@Suite("What a process starts under")
struct FirstConfigurationTests {
    private static let request = ConfigurationRequest([.streamProcessor], profile: nil, environment: [:])

    private static func start(_ source: GitSource) async throws -> (records: Int?, reasons: [String]) {
        let first = try await FirstConfiguration(request, from: source)
        return (first.snapshot[.streamProcessor]?[\.hot.batchRecords], first.reasons)
    }

    @Test("is the newest commit; while that is invalid, the last good one before it on the branch")
    func lastGood() async throws {
        let repository = try await Repository.committed(["application.yaml": "hot: {batchRecords: 1}"])
        try await repository.git("checkout", "--quiet", "-b", "side")
        try await repository.commit(["application.yaml": "hot: {batchRecords: 9}"])
        try await repository.git("checkout", "--quiet", "main")
        try await repository.commit(["application.yaml": "hot: {batchRecords: 2}"])
        #expect(try await Self.start(repository.source()) == (2, []))
        try await repository.commit(["archiver.yaml": "cold: {batchRecords: 0}"])
        try await repository.git("merge", "--quiet", "--strategy=ours", "--message", "merge", "side")
        let start = try await Self.start(repository.source())
        #expect(start.records == 2)
        let named = try await repository.source(ref: repository.git("rev-parse", "HEAD"))
        await #expect(throws: Problems.self) { try await Self.start(named) }
        #expect(start.reasons.count == 1)
        #expect(start.reasons.first?.hasPrefix("config/archiver.yaml:1:22: cold.batchRecords: out of range") == true)
    }

    @Test("is not guessed where no commit can run, or where the environment is at fault")
    func nothingGood() async throws {
        let repository = try await Repository.committed(["application.yaml": "hot: {batchRecords: 0}"])
        await #expect(throws: Problems.self) { try await Self.start(repository.source()) }
        try await repository.commit(["application.yaml": "hot: {batchRecords: 1}"])
        let request = ConfigurationRequest([.archiver], profile: nil, environment: ["PULSEHUB_HOT_BATCH_RECORDS": "x"])
        await #expect(throws: Problems.self) { try await FirstConfiguration(request, from: repository.source()) }
    }

    @Test("is what was fetched last while a remote repository is away, and its last good commit if need be")
    func remoteAway() async throws {
        let origin = try await Repository.committed(["application.yaml": "hot: {batchRecords: 1}"])
        let cache = try Repository()
        let source = origin.remote(cache)
        await #expect(throws: GitError.self) { try await Self.start(source.at("elsewhere")) }
        try await origin.commit(["application.yaml": "hot: {batchRecords: 2}"])
        #expect(try await Self.start(source) == (2, []))
        try await origin.commit(["application.yaml": "hot: {batchRecords: 0}"])
        #expect(try await Self.start(source).records == 2)
        try FileManager.default.moveItem(atPath: origin.path, toPath: origin.path + "-away")
        defer { try? FileManager.default.removeItem(atPath: origin.path + "-away") }
        let start = try await Self.start(source)
        #expect(start.records == 2)
        #expect(start.reasons.first?.hasPrefix("fetching file://") == true)
    }
}

import ArgumentParser
import Foundation
import Settings
import TestSupport
import Testing

@testable import Assembly

@Suite("Commands under a bad newest commit") struct UsableSettingsTests {
    private static let bad = ["config/archiver.yaml": "cold: {batchRecords: 0, batchWait: 0}"]

    private func options(_ repository: ConfigurationRepository, _ more: String...) throws -> ConfigurationOptions {
        try ConfigurationOptions.parse(["--config-repo", repository.path] + more)
    }

    @Test("use the last good one, as running processes do")
    func lastGood() async throws {
        let repository = try ConfigurationRepository()
        let good = try repository.commit(["config/application.yaml": "hot: {cachedUsers: 77}"])
        #expect(try await options(repository).load(.streamProcessor).commit == good)
        try repository.commit(Self.bad)
        // Also commands that read none of the bad file: processes do not run under such a commit either.
        let settings = try await options(repository).load(.streamProcessor)
        #expect(settings.commit == good)
        #expect(settings[\.hot.cachedUsers] == 77)
        let better = try repository.commit(["config/archiver.yaml": ""])
        #expect(try await options(repository).load(.archiver).commit == better)
    }

    @Test(
        "refuse where the bad commit is named by its id, where the command line is at fault, and where nothing was good"
    )
    func refused() async throws {
        let repository = try ConfigurationRepository()
        let commit = try repository.commit(Self.bad)
        await #expect(throws: Problems.self) { try await options(repository, "--config-ref", commit).load(.archiver) }
        await #expect(throws: Problems.self) {
            try await options(repository, "--set", "hot.batchRecords=x").load(.archiver)
        }
    }

    @Test("warn in one line that names the bad commit, its first mistake and the commit used")
    func warning() async throws {
        let repository = try ConfigurationRepository()
        let good = try repository.head()
        let commit = try repository.commit(Self.bad)
        let source = try options(repository).source
        let request = ConfigurationRequest([.archiver], profile: nil, environment: [:])
        let usable = try await source.newestUsable { try request.settings($0) }
        #expect(usable.passedOver == commit)
        let warning = try #require(usable.warning)
        #expect(
            warning.hasPrefix(
                "warning: configuration commit \(commit.prefix(12)) cannot be used (config/archiver.yaml:1:"))
        #expect(warning.contains("; 1 more): using \(good.prefix(12)), the last good one"))
        #expect(!warning.contains("\n"))
        withExtendedLifetime(repository) {}
    }

    @Test("say nothing while the newest commit is good")
    func silent() async throws {
        let repository = try ConfigurationRepository()
        let source = try options(repository).source
        let request = ConfigurationRequest([.archiver], profile: nil, environment: [:])
        #expect(try await source.newestUsable { try request.settings($0) }.warning == nil)
        withExtendedLifetime(repository) {}
    }
}

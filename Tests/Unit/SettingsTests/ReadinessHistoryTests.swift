import Testing

@testable import Settings

@Suite("The constants of earlier commits")
struct ReadinessHistoryTests {
    private func needs(_ repository: Repository, profile: String? = nil, environment: [String: String] = [:])
        async throws -> [Double]
    {
        let settings = try await SettingsLoader.load(
            repository.source(), service: .archiver, profile: profile, environment: environment)
        #expect(settings.lineage.last?.settings[\.readiness.sleepNeedMin] == settings[\.readiness.sleepNeedMin])
        return settings.lineage.map { $0.settings[\.readiness.sleepNeedMin] }
    }

    @Test("come with the settings, oldest first, from the first commit that has the directory on")
    func order() async throws {
        let repository = try await Repository.committed(["archiver.yaml": "cold: {batchRecords: 10}"])
        try await repository.commit(["application.yaml": "readiness: {sleepNeedMin: 500}"])
        try await repository.commit(["archiver.yaml": "cold: {batchRecords: 20}"])
        try await repository.commit(["application.yaml": "readiness: {sleepNeedMin: 540, effectiveFrom: 2026-11-01}"])
        #expect(try await needs(repository) == [480, 500, 540])
        let settings = try await SettingsLoader.load(repository.source(), service: .archiver, environment: [:])
        #expect(settings.lineage.map { $0.settings[\.readiness.effectiveFrom]?.rendered } == [nil, nil, "2026-11-01"])
        #expect(settings.lineage.last?.settings.commit == settings.commit)
        #expect(settings.lineage.allSatisfy { $0.committedAt > 1_700_000_000 })
        let earlier = try await SettingsLoader.load(
            repository.source(ref: "HEAD~2"), service: .archiver, environment: [:])
        #expect(earlier.lineage.map { $0.settings[\.readiness.sleepNeedMin] } == [480, 500])
    }

    @Test("leave out those that nobody can have scored under, and those of merged branches")
    func unusable() async throws {
        let repository = try await Repository.committed(["application.yaml": "readiness: {sleepNeedMin: 500}"])
        try await repository.commit(["application.yaml": "readiness: {sleepNeedMin: 5000}"])
        try await repository.commit(["application.yaml": "readiness: ["])
        try await repository.commit(["application.yaml": "hot: {gone: 1}\nreadiness: {sleepNeedMin: 510}"])
        try await repository.git("checkout", "--quiet", "-b", "trial")
        try await repository.commit(["application.yaml": "readiness: {sleepNeedMin: 600}"])
        try await repository.commit(["application.yaml": "readiness: {sleepNeedMin: 530}"])
        try await repository.git("checkout", "--quiet", "main")
        try await repository.git("merge", "--quiet", "--no-ff", "--message", "merge", "trial")
        #expect(try await needs(repository) == [500, 510, 530])
    }

    @Test("know the overlay, and what holds from outside the repository holds for all of them")
    func layers() async throws {
        let repository = try await Repository.committed(["application.yaml": "readiness: {sleepNeedMin: 500}"])
        try await repository.commit(["application-lab.yaml": "readiness: {sleepNeedMin: 520}"])
        #expect(try await needs(repository) == [500, 500])
        #expect(try await needs(repository, profile: "lab") == [500, 520])
        #expect(
            try await needs(repository, environment: ["PULSEHUB_READINESS_SLEEP_NEED_MIN": "490"]) == [490, 490])
    }

    @Test("the first date that constants count for is a day that exists")
    func date() {
        #expect(problems("readiness: {effectiveFrom: 2026-02-28}").isEmpty)
        for wrong in ["2026-02-30", "tomorrow", "2026-2-3", "20260203"] {
            #expect(problems("readiness: {effectiveFrom: \"\(wrong)\"}").count == 1, "\(wrong)")
        }
    }
}

import Testing

@testable import Settings
@testable import pulsehub

@Suite("Commits in terms of settings")
struct CompositionTests {
    @Test("a change for all processes is one line without names")
    func all() throws {
        let old = try composition(["application.yaml": "readiness:\n  weights: {hrv: 0.4, sleep: 0.25}"])
        let new = try composition(["application.yaml": "readiness:\n  weights: {hrv: 0.45, sleep: 0.2}"])
        #expect(
            new.changes(since: old)
                == ["readiness.weights.hrv 0.4 → 0.45", "readiness.weights.sleep 0.25 → 0.2"])
    }

    @Test("a change in one process's file names the process")
    func service() throws {
        let old = try composition(["archiver.yaml": "log: {level: info}"])
        let new = try composition(["archiver.yaml": "log: {level: debug}"])
        #expect(new.changes(since: old) == ["log.level info → debug (archiver)"])
    }

    @Test("a change in a profile names the profile, and a new profile is compared with none")
    func profile() throws {
        let old = try composition(["application.yaml": "redis: {host: a}"])
        let new = try composition(["application.yaml": "redis: {host: a}", "application-dev.yaml": "redis: {host: b}"])
        #expect(new.changes(since: old) == ["redis.host a → b (profile dev)"])
        #expect(old.changes(since: new) == ["redis.host b → a (profile dev)"])
    }

    @Test("what a profile inherits is told once")
    func inherited() throws {
        let profile = ["application-dev.yaml": "redis: {port: 7000}"]
        let old = try composition(profile.merging(["application.yaml": "log: {level: info}"]) { $1 })
        let new = try composition(profile.merging(["application.yaml": "log: {level: debug}"]) { $1 })
        #expect(new.changes(since: old) == ["log.level info → debug"])
    }

    @Test("comments and layout change nothing; a first commit tells what it sets")
    func first() throws {
        let first = try composition(["application.yaml": "redis: {port: 7000}"])
        let second = try composition(["application.yaml": "# why\nredis:\n  port: 7000"])
        #expect(second.changes(since: first) == [])
        #expect(first.changes(since: nil) == ["redis.port = 7000"])
    }
}

private func composition(_ files: [String: String]) throws -> ConfigCommand.Composition {
    try ConfigCommand.Composition(
        GitSource.Snapshot(
            commit: String(repeating: "a", count: 40), files: files.mapValues { Array($0.utf8) }, problems: [],
            directory: "config"))
}

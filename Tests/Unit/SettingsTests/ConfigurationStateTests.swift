import Testing

@testable import Settings

@Suite struct ConfigurationStateTests {
    /// A commit that is named by one letter.
    func commit(_ letter: String, _ yaml: String = "", topics: [String: String] = [:]) throws -> ConfigurationSnapshot {
        var files = GitSource.Snapshot(
            commit: String(repeating: letter, count: 40), files: ["application.yaml": Array(yaml.utf8)],
            directory: "config")
        if !topics.isEmpty { files.topics = TopicFiles(files: topics.mapValues { Array($0.utf8) }) }
        return try ConfigurationRequest([.streamProcessor, .archiver], profile: nil, environment: [:]).compose(files)
    }

    func topic(_ policy: String) -> [String: String] {
        [
            "t.yaml": """
            {name: t, description: d, owner: o, partitions: 1, cleanup: compact, key: k, schemas: [], onInvalid: \(policy),
             example: x}
            """
        ]
    }

    @Test("live settings of a new commit take effect together with its id")
    func live() throws {
        var state = ConfigurationState(started: try commit("a"))
        let decision = state.offer(try commit("b", "hot: {batchRecords: 7}\nreadiness: {bands: {high: 85}}"))
        guard case .swap(_, let to, let live, let pending) = decision else {
            Issue.record("\(decision)")
            return
        }
        #expect(to == String(repeating: "b", count: 40))
        #expect(live.map(\.description) == ["hot.batchRecords 5000 → 7", "readiness.bands.high 80 → 85"])
        #expect(pending.isEmpty)
        #expect(state.running[.streamProcessor]?[\.hot.batchRecords] == 7)
        #expect(state.running[.streamProcessor]?.commit == to)
    }

    @Test("what needs a restart stays as it was, and is told with both values until it is so again")
    func pendingRestart() throws {
        var state = ConfigurationState(started: try commit("a", "redis: {database: 1}"))
        _ = state.offer(try commit("b", "redis: {database: 2}\nlog: {level: debug}"))
        #expect(state.running[.archiver]?[\.redis.database] == 1)
        #expect(state.running[.archiver]?[\.log.level] == .debug)
        #expect(state.pendingRestart.map(\.description) == ["redis.database 1 → 2"])
        // Compared with what the process still uses, not with the commit before.
        _ = state.offer(try commit("c", "redis: {database: 3}"))
        #expect(state.pendingRestart.map(\.description) == ["redis.database 1 → 3"])
        _ = state.offer(try commit("d", "redis: {database: 1}"))
        #expect(state.pendingRestart.isEmpty)
    }

    @Test("a topic's demand for signatures is live, and refused while a consumer has no key to check them with")
    func signatures() throws {
        let plain = topic("drop")
        let signed = plain.mapValues { $0.replacing("example: x", with: "example: x, signature: required") }
        let key = "kafka: {signatureKey: 'env:SOME_KEY'}"
        var state = ConfigurationState(started: try commit("a", key, topics: plain))
        guard case .swap(_, _, let live, _) = state.offer(try commit("b", key, topics: signed)) else {
            Issue.record("not taken over")
            return
        }
        #expect(live.map(\.description) == ["topics.t.signature none → required"])
        #expect(state.running.signedTopics == ["t"])
        let problems = #expect(throws: Problems.self) { try commit("c", topics: signed) }
        #expect(problems?.all.map(\.key) == ["signature", "signature"])
    }

    @Test("every setting of readiness and every other one that is called live can change while a process runs")
    func liveSettings() {
        let live = SettingsSchema.declarations.filter { $0.change == .live }.map(\.key)
        #expect(SettingsSchema.declarations.filter { $0.key.hasPrefix("readiness.") }.allSatisfy { $0.change == .live })
        for key in ["hot.batchRecords", "cold.batchWait", "log.level", "ingest.bodyKiB", "config.refreshInterval"] {
            #expect(live.contains(key))
        }
    }

    @Test("a topic's policy for bad records is live")
    func policies() throws {
        var state = ConfigurationState(started: try commit("a", topics: topic("deadLetter")))
        guard case .swap(_, _, let live, _) = state.offer(try commit("b", topics: topic("stop"))) else { return }
        #expect(live.map(\.description) == ["topics.t.onInvalid deadLetter → stop"])
        #expect(state.running.invalidRecords == ["t": .stop])
    }

    @Test("a refused commit is told once, and the last good one goes on running")
    func refusal() throws {
        var state = ConfigurationState(started: try commit("a"))
        let refusal = ConfigurationState.Refusal(commit: "bad", reasons: ["why"])
        #expect(state.refuse("bad", ["why"]) == .refuse(refusal))
        #expect(state.refuse("bad", ["why"]) == .keep)
        #expect(state.refused == refusal)
        #expect(state.running.commit == String(repeating: "a", count: 40))
        // The branch was set back to the commit that runs.
        #expect(state.offer(try commit("a")) == .keep)
        #expect(state.refused == nil)
    }

    @Test("an outage is told once and over when a commit is read again")
    func outage() throws {
        var state = ConfigurationState(started: try commit("a"))
        #expect(state.lose("gone") == .unreachable("gone", isNew: true))
        #expect(state.lose("gone") == .unreachable("gone", isNew: false))
        #expect(state.unreachable == "gone")
        _ = state.keep()
        #expect(state.unreachable == nil)
    }

    @Test("a commit with a mistake in another process's file or profile is refused whole, with every mistake")
    func whole() throws {
        var files = snapshot(["produce.yaml": "log: {level: x}", "archiver-dev.yaml": "cold: {drainDeadline: 16s}"])
        files.topics = TopicFiles(files: ["t.yaml": Array("name: t".utf8)])
        files.problems += files.topics?.problems ?? []
        let request = ConfigurationRequest([.ingest], profile: nil, environment: ["PULSEHUB_LOG_LEVEL": "y"])
        #expect {
            try request.compose(files)
        } throws: { error in
            let text = "\(error)"
            return text.contains("config/produce.yaml:1:14: log.level")
                && text.contains("environment PULSEHUB_LOG_LEVEL")
                && text.contains("config/archiver-dev.yaml:1:8: cold.drainDeadline: contradiction")
                && text.contains("topics/t.yaml: owner: this field is missing")
        }
    }

    @Test("a value made from the settings is made once for each commit")
    func liveValue() throws {
        let live = LiveConfiguration(try commit("a"))
        let value = try #require(LiveValue(live, .archiver) { settings, _ in [settings.commit] })
        let first = value.now
        #expect(value.now.withUnsafeBufferPointer(\.baseAddress) == first.withUnsafeBufferPointer(\.baseAddress))
        let next = try commit("b")
        _ = live.update { $0.offer(next) }
        #expect(value.now == [next.commit])
        #expect(LiveValue(live, .ingest) { _, _ in 0 } == nil)
    }
}

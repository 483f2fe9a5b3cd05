import Assembly
import Events
import Testing

@testable import Settings

@Suite struct ConfigurationHealthTests {
    private func commit(_ letter: String, _ yaml: String) throws -> ConfigurationSnapshot {
        let files = GitSource.Snapshot(commit: letter, files: ["application.yaml": Array(yaml.utf8)])
        return try ConfigurationRequest([.archiver], profile: nil, environment: [:]).compose(files)
    }

    private func text(_ state: ConfigurationState) -> String {
        var json = JSONWriter(capacity: 256)
        state.write(to: &json)
        return String(decoding: json.bytes, as: UTF8.self)
    }

    @Test("the health document names the running commit, a refused one and why, and what waits for a restart")
    func document() throws {
        var state = ConfigurationState(started: try commit("a", ""))
        #expect(text(state) == #"{"commit":"a","pendingRestart":[]}"#)
        let swap = state.offer(try commit("b", "redis: {database: 2}\nlog: {level: debug}"))
        let pending = #"[{"key":"redis.database","old":"0","new":"2"}]"#
        #expect(
            String(decoding: swap.json(state), as: UTF8.self)
                == #"{"outcome":"changed","live":[{"key":"log.level","old":"info","new":"debug"}],"#
                + #""config":{"commit":"b","pendingRestart":\#(pending)}}"#)
        let refusal = state.refuse("c", ["config/a.yaml:1:1: \"why\""])
        let document =
            #"{"commit":"b","refused":{"commit":"c","reasons":["config/a.yaml:1:1: \"why\""]},"#
            + #""pendingRestart":\#(pending)}"#
        #expect(text(state) == document)
        #expect(String(decoding: refusal.json(state), as: UTF8.self) == #"{"outcome":"refused","config":\#(document)}"#)
        _ = state.lose("git is away")
        #expect(text(state).contains(#""unreachable":"git is away","#))
    }
}

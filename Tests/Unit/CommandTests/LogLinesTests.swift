import Logging
import Settings
import Testing

@testable import Assembly

@Suite struct LogLinesTests {
    private func adopt(_ level: String, commit: Character) throws {
        let snapshot = GitSource.Snapshot(
            commit: String(repeating: commit, count: 40),
            files: ["application.yaml": Array("log: {level: \(level)}".utf8)])
        LogLines.adopt(try SettingsLoader.compose(snapshot, service: .produce, environment: [:]))
    }

    @Test("a logger that was made before follows the level of a new commit, unless it has one of its own")
    func level() throws {
        let logger = Logger(label: "produce") { LiveLogHandler(label: $0) }
        var quiet = logger
        quiet.logLevel = .error
        try adopt("debug", commit: "a")
        #expect(logger.logLevel == .debug)
        try adopt("warning", commit: "b")
        #expect(logger.logLevel == .warning)
        #expect(quiet.logLevel == .error)
        #expect(LogLines.style(of: "produce").commit == "bbbbbbbbbbbb")
    }
}

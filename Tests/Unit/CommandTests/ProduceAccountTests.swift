import ArgumentParser
import Events
import Foundation
import Producing
import Settings
import Testing

@testable import Assembly
@testable import pulsehub

@Suite("The account of a produce run") struct ProduceAccountTests {
    @Test("of a run that gave up says what is done, what is not, and how to go on")
    func gaveUp() {
        var report = ProduceReport()
        (report.lines, report.sent, report.acknowledged, report.unresolved) = (70, 60, 40, 20)
        report.resumeLine = 41
        report.gaveUpAfter = .seconds(300)
        let account = FileProduction.account(of: report, file: "athletes.ndjson")
        #expect(account.first == "gave up   Kafka has acknowledged nothing for 300 s; --patience waits longer")
        #expect(account[1] == "done      lines 1 to 40")
        #expect(account[2].hasPrefix("open      line 41 and after"))
        #expect(account[3].hasPrefix("go on     tail -n +41 athletes.ndjson | "))
        #expect(account[3].contains(" produce -"))
        #expect(account.last == "lines 70, sent 60, acknowledged 40, refused 0, failed 0, unresolved 20")
        report.arrival = Instant(microseconds: 1_795_154_400_000_000)
        let rows = FileProduction.account(of: report, file: "athletes.ndjson")
        #expect(rows[3].contains(" produce - --arrived 2026-11-20T06:00:00.00004Z "))
        #expect(rows[4].hasPrefix("arrived   2026-11-20T06:00:00Z; with --arrived"))
        #expect(FileProduction.account(of: report, file: "-")[3].contains("send the input again from line 41 on"))
    }

    @Test("of a complete run is one line")
    func complete() {
        var report = ProduceReport()
        (report.lines, report.sent, report.acknowledged) = (7, 7, 7)
        #expect(
            FileProduction.account(of: report, file: "x")
                == ["lines 7, sent 7, acknowledged 7, refused 0, failed 0, unresolved 0"])
    }

    @Test("of a dry run says that nothing was sent, and of doubtful lines how many there are")
    func dryRun() async throws {
        var report = ProduceReport()
        (report.lines, report.sent) = (7, 6)
        #expect(
            FileProduction.account(of: report, file: "x", isDry: true)
                == ["dry run: lines 7, valid events 6, refused 0; nothing was sent"])
        let file = FileManager.default.temporaryDirectory.appending(path: "dry-\(UUID()).ndjson")
        defer { try? FileManager.default.removeItem(at: file) }
        let row =
            #"{"userId":"u1","date":"2024-05-01","vendor":"o","capturedAt":"2024-05-01T07:00:00Z","durationMin":7.5}"#
        try Data("\(row)\nnonsense\n".utf8).write(to: file)
        let found = await FileProduction.check(try InputFile(path: file.path))
        let account = FileProduction.account(of: found, file: file.path, isDry: true)
        #expect(account.first?.hasPrefix("warning   line 1: out_of_range: durationMin 7.5 lies outside") == true)
        #expect(account[1].hasPrefix("refused   line 2: not_json: nonsense is no JSON"))
        #expect(account.last == "dry run: lines 2, valid events 1, refused 1, warnings 1; nothing was sent")
    }

    @Test("--arrived takes a time that has passed, and nothing else")
    func arrived() throws {
        let command = try ProduceCommand.parse(["rows.ndjson", "--arrived", "2020-11-20T07:00:00.25+01:00"])
        #expect(command.arrived?.instant.description == "2020-11-20T06:00:00.25Z")
        for text in ["9999-01-01T00:00:00Z", "2026-11-20", "now"] {
            #expect(throws: (any Error).self) { try ProduceCommand.parse(["rows.ndjson", "--arrived", text]) }
        }
    }

    @Test("--patience takes a duration from a second to a day", arguments: ["1s", "5m", "1d"])
    func patience(text: String) { #expect(Patience(argument: text)?.duration.rendered == text) }

    @Test("--patience refuses what is none", arguments: ["0s", "2d", "5", "-1s", ""])
    func noPatience(text: String) { #expect(Patience(argument: text) == nil) }
}

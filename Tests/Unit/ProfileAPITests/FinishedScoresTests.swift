import Access
import EventCodec
import Events
import HTTPKit
import Identity
import Testing

@testable import ProfileAPI

@Suite("What finished documents say, remembered")
struct FinishedScoresTests {
    private let ana: UserID
    private let finished = FinishedScores(parsers: JSONParserPool(capacity: 1 << 16))

    init() throws { ana = try UserID("ana") }

    private func parts(days: Int, timeZone: String? = nil) throws -> ProfileParts {
        let documents = try Athlete.documents(
            Athlete.profile(lastDate: "2026-11-20", days: days, timeZone: timeZone))
        var parts = ProfileParts()
        for (part, document) in documents { parts[part] = Array(document.utf8) }
        return parts
    }

    @Test("is the same when asked again, and another as soon as either document is another")
    func follows() throws {
        let old = try parts(days: 40)
        let new = try parts(days: 20, timeZone: "Europe/Oslo")
        let first = try #require(finished.score(of: ana, in: old))
        #expect(finished.score(of: ana, in: old)?.today == first.today)
        let second = try #require(finished.score(of: ana, in: new))
        #expect(second.timeZone == "Europe/Oslo")
        #expect(
            second.today == FinishedScores(parsers: JSONParserPool(capacity: 1 << 16)).score(of: ana, in: new)?.today)
        #expect(second.today != first.today)
        // The zone stands in the one document only.
        var mixed = old
        mixed[.wellness] = new[.wellness]
        let third = try #require(finished.score(of: ana, in: mixed))
        #expect(third.today.summary == first.today.summary && third.timeZone == "Europe/Oslo")
    }

    @Test("belongs to one person, and shows a coach no more for having been shown whole")
    func belongs() throws {
        let bea = try UserID("bea")
        let documents = try parts(days: 40)
        let whole = try #require(finished.score(of: ana, in: documents)).today.json(
            for: Visibility(of: ana, shown: Signal.all))
        let seen = Visibility(of: ana, shown: [.readiness])
        let withheld = try #require(finished.score(of: ana, in: documents)).today.json(for: seen)
        #expect(String(decoding: withheld, as: UTF8.self).contains(#""withheld":["hrv","sleep"]"#))
        #expect(!String(decoding: whole, as: UTF8.self).contains("withheld"))
        #expect(finished.score(of: bea, in: try parts(days: 3))?.today != finished.score(of: ana, in: documents)?.today)
    }

    @Test("is nothing where a document is missing or of another form")
    func unusable() throws {
        var documents = try parts(days: 40)
        _ = finished.score(of: ana, in: documents)
        documents[.readiness] = Array("[]".utf8)
        #expect(finished.score(of: ana, in: documents) == nil)
        documents[.readiness] = nil
        #expect(finished.score(of: ana, in: documents) == nil)
    }
}

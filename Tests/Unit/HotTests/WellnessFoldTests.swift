import EventCodec
import Events
import Profiles
import Readiness
import Streaming
import Testing

@testable import Hot

@Suite("Folding one user's wellness events")
struct WellnessFoldTests {
    private static let terms = WellnessProfile.Terms(settings: .standard, configCommit: "c0ffee")
    private static let day = CivilDate(dayNumber: 20_000)

    private func at(_ day: Int, _ seconds: Int64 = 0) -> Instant {
        Instant(microseconds: (20_000 + Int64(day)) * 86_400_000_000).advanced(bySeconds: seconds)
    }

    private func hrv(_ day: Int, _ rMSSD: Double, _ seconds: Int64 = 0) -> Event {
        Event(
            id: "hrv-\(day)-\(seconds)", source: "s", subject: "ann", time: at(day),
            payload: .hrv(
                HRVRecorded(
                    date: Self.day.advanced(by: day), vendor: "oura", rMSSD: rMSSD, capturedAt: at(day, seconds))))
    }

    private func delete(_ day: Int) -> Event {
        Event(
            id: "delete-\(day)", source: "s", subject: "ann", time: at(day),
            payload: .deleted(
                RecordDeleted(kind: .hrv, date: Self.day.advanced(by: day), vendor: "oura", capturedAt: at(day, 60))))
    }

    private func fold(_ events: [Event], _ profile: inout WellnessProfile) -> WellnessFold.Outcome? {
        let origin = RecordOrigin(topic: Topics.wellness, partition: 2, offset: 77)
        let user = HotBatch.UserEvents(events: events, origin: origin, timestamp: at(100))
        return WellnessFold.apply(user, of: "ann", to: &profile, terms: Self.terms)
    }

    private func score(_ day: Int, _ profile: WellnessProfile) -> Int? {
        profile.score(on: Self.day.advanced(by: day), terms: Self.terms, userID: "ann").total?.score
    }

    private func text(_ bytes: [UInt8]?) -> String { String(decoding: bytes ?? [], as: UTF8.self) }

    /// Ten mornings, the last of them with a score.
    private func settled() -> WellnessProfile {
        var profile = WellnessProfile()
        _ = fold((0..<10).map { hrv($0, 50 + Double($0 % 3)) }, &profile)
        return profile
    }

    @Test("a first batch tells every date since the first row, none of them revised, and writes both documents")
    func first() throws {
        var profile = WellnessProfile()
        let outcome = try #require(fold((0..<10).map { hrv($0, 50) }, &profile))
        #expect(outcome.insight.dates.count == 10)
        #expect(outcome.insight.dates.allSatisfy { !$0.revised && $0.previousScore == nil })
        #expect(outcome.insight.dates.map(\.causes.last) == (0..<10).map { "hrv-\($0)-0" })
        #expect(outcome.insight.dates.map(\.causes.count) == Array(1...10))
        #expect(outcome.insight.dates.last?.causes.names == (2..<10).map { "hrv-\($0)-0" })
        #expect(outcome.insight.documents.map(\.part) == [.readiness, .wellness])
        let written = outcome.fields.compactMap { field in field.value.map { (name: field.name, value: $0) } }
        let readiness = text(written.first { $0.name == "readiness" }?.value)
        #expect(readiness.contains(#""date":"2024-10-13""#))
        #expect(written.contains { $0.name == "wellness" })
        #expect(try WellnessProfile(fields: written) == profile)
    }

    @Test("a correction tells the score before and the event that changed it, for every later date too")
    func correction() throws {
        var profile = settled()
        let before = try #require(score(9, profile))
        let outcome = try #require(fold([hrv(8, 20, 5)], &profile))
        #expect(outcome.insight.dates.count == 2)
        #expect(outcome.insight.dates.allSatisfy { $0.revised && $0.causes == Causes(["hrv-8-5"]) })
        #expect(outcome.insight.dates.last?.previousScore == before)
        #expect(score(9, profile) != before)
    }

    @Test("what is known already says nothing")
    func nothingNew() {
        var profile = settled()
        let before = profile
        #expect(fold([hrv(3, 50, 0), hrv(9, 50, 0)], &profile) == nil)
        #expect(fold([hrv(3, 0, 9)], &profile) == nil)
        #expect(fold([], &profile) == nil)
        #expect(profile == before)
    }

    @Test("days before the first row get a score when an older row comes, which is no revision")
    func older() throws {
        var profile = settled()
        let outcome = try #require(fold([hrv(-3, 50)], &profile))
        let fresh = outcome.insight.dates.filter { !$0.revised }
        #expect(fresh.count == 3)
        #expect(fresh.first.map { text($0.result).contains(#""date":"2024-10-01""#) } == true)
    }

    @Test("deleting the last row removes both documents")
    func lastRow() throws {
        var profile = WellnessProfile()
        _ = fold([hrv(0, 50)], &profile)
        let outcome = try #require(fold([delete(0)], &profile))
        #expect(outcome.fields.contains(StateField("readiness", nil)))
        #expect(outcome.fields.contains(StateField("wellness", nil)))
        #expect(outcome.insight.documents.isEmpty)
        #expect(outcome.insight.dates.map(\.revised) == [true])
        #expect(outcome.insight.dates.allSatisfy { text($0.result).contains(#""status":"no_data""#) })
    }

    @Test("deleting the newest row makes the day before it the live one")
    func newestRow() throws {
        var profile = settled()
        let outcome = try #require(fold([delete(9)], &profile))
        let readiness = text(outcome.insight.documents.first?.json)
        #expect(readiness.contains(#""date":"2024-10-12""#))
    }

    @Test("rows within sixty days of the newest ask for no rescore, older ones do and are counted as too late")
    func rescore() throws {
        var profile = settled()
        let inTime = try #require(fold([hrv(9 - 60, 50)], &profile))
        #expect(inTime.insight.rescore == nil && inTime.tooLate == 0)
        let late = try #require(fold([hrv(9 - 61, 50), hrv(-300, 50), delete(-300)], &profile))
        #expect(late.tooLate == 3)
        #expect(late.insight.rescore?.dates == Self.day.advanced(by: -300)...Self.day.advanced(by: 9 - 61))
        #expect(late.insight.rescore?.cause == "delete--300")
    }

    @Test("a history in one batch asks for a rescore of what lies before the live window, though nothing came too late")
    func history() throws {
        var profile = WellnessProfile()
        let outcome = try #require(fold((0..<400).map { hrv($0, 50) }, &profile))
        #expect(outcome.tooLate == 0)
        #expect(outcome.insight.dates.count == 61)
        #expect(outcome.insight.rescore?.dates == Self.day...Self.day.advanced(by: 399 - 61))
        #expect(text(outcome.insight.encoded()).contains(#""rescore":{"first":"2024-10-04","last":"2025-09-07""#))
    }

    @Test("an insight is one JSON document that names its origin, its scores and its documents")
    func encoding() throws {
        var profile = settled()
        let bytes = try #require(fold([hrv(9, 30, 5)], &profile)).insight.encoded()
        let members = try bytes.withUnsafeBytes { bytes in
            try JSONParser(capacity: 1 << 20).parse(bytes) { event in
                let data = event["data"]
                let date = data?["dates"]?.children.map { $0 }.first
                return [
                    event["id"]?.text, event["type"]?.text, event["subject"]?.text, data?["origin"]?["topic"]?.text,
                    data?["origin"]?["partition"]?.integer.map { "\($0)" },
                    data?["origin"]?["offset"]?.integer.map { "\($0)" },
                    data?["configCommit"]?.text, date?["cause"]?.text, date?["revised"]?.bool.map { "\($0)" },
                    date?["previousScore"]?.integer.map { _ in "told" }, date?["result"]?["date"]?.text,
                    data?["profile"]?["readiness"]?["date"]?.text, data?["profile"]?["wellness"]?["configCommit"]?.text,
                ]
            }
        }
        #expect(
            members == [
                "data.normalized/2/77/ann", "pulsehub.insights.updated.v1", "ann", "data.normalized", "2", "77",
                "c0ffee",
                "hrv-9-5", "true", "told", "2024-10-13", "2024-10-13", "c0ffee",
            ])
        #expect(bytes.count <= EventLimits.valueBytesMax)
    }
}

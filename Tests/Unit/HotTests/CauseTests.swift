import Events
import Profiles
import Readiness
import Streaming
import Testing

@testable import Hot

@Suite("Which event of a batch changed a date's score")
struct CauseTests {
    private static let terms = WellnessProfile.Terms(settings: .standard, configCommit: "c0ffee")
    private static let day = CivilDate(dayNumber: 20_000)

    private func at(_ day: Int, _ seconds: Int64) -> Instant {
        Instant(microseconds: (20_000 + Int64(day)) * 86_400_000_000).advanced(bySeconds: seconds)
    }

    private func hrv(_ day: Int, _ rMSSD: Double, restingHR: Double? = nil, _ seconds: Int64 = 0, id: String) -> Event {
        event(
            id,
            .hrv(
                HRVRecorded(
                    date: Self.day.advanced(by: day), vendor: "oura", rMSSD: rMSSD, restingHR: restingHR,
                    capturedAt: at(day, seconds))))
    }

    private func night(_ day: Int, _ minutes: Double, _ seconds: Int64 = 0, id: String) -> Event {
        event(
            id,
            .sleep(
                SleepRecorded(
                    date: Self.day.advanced(by: day), vendor: "oura", durationMin: minutes,
                    capturedAt: at(day, seconds))))
    }

    private func event(_ id: String, _ payload: Payload) -> Event {
        Event(id: id, source: "s", subject: "ann", time: at(0, 0), payload: payload)
    }

    private func fold(
        _ events: [Event], _ profile: inout WellnessProfile, _ settings: ReadinessSettings = .standard
    ) -> Insight? {
        let origin = RecordOrigin(topic: Topics.wellness, partition: 2, offset: 77)
        let user = HotBatch.UserEvents(events: events, origin: origin, timestamp: at(100, 0))
        let terms = WellnessProfile.Terms(settings: settings, configCommit: "c0ffee")
        return WellnessFold.apply(user, of: "ann", to: &profile, terms: terms)?.insight
    }

    /// Twenty mornings and nights.
    private func settled() -> WellnessProfile {
        var profile = WellnessProfile()
        _ = fold(
            (0..<20).flatMap { day in
                [hrv(day, 50 + Double(day % 3), restingHR: 50, id: "h\(day)"), night(day, 450, id: "n\(day)")]
            }, &profile)
        return profile
    }

    private func causes(_ insight: Insight?) -> [String: [String]] {
        var found: [String: [String]] = [:]
        for dated in insight?.dates ?? [] {
            let result = String(decoding: dated.result, as: UTF8.self)
            guard let start = result.firstRange(of: #""date":""#)?.upperBound else { continue }
            found[String(result[start...].prefix(10))] = dated.causes.names
        }
        return found
    }

    private func name(_ day: Int) -> String { Self.day.advanced(by: day).description }

    @Test("of a correction and tonight's sleep, the correction alone changed the days before tonight")
    func wrongCause() {
        var profile = settled()
        let found = causes(
            fold([hrv(17, 90, restingHR: 50, 9, id: "correction"), night(20, 450, id: "tonight")], &profile))
        #expect(
            found == [
                name(17): ["correction"], name(18): ["correction"], name(19): ["correction"],
                name(20): ["correction", "tonight"],
            ])
    }

    @Test("an event that was not accepted, that repeats a value, or that another one replaced, changed nothing")
    func noCause() {
        var profile = settled()
        let batch = [
            hrv(17, 90, restingHR: 50, 5, id: "replaced"), hrv(17, 80, restingHR: 50, 9, id: "correction"),
            hrv(17, 20, restingHR: 50, 1, id: "older"), hrv(18, 50, restingHR: 50, 9, id: "same value"),
            night(16, 450, 0, id: "n16"),
        ]
        let found = causes(fold(batch, &profile))
        #expect(found.count == 3)
        #expect(found.values.allSatisfy { $0 == ["correction"] })
    }

    @Test("an event counts as far as the windows reach: a night for two weeks, as many as the constants say")
    func windows() {
        var profile = WellnessProfile()
        _ = fold(
            (0..<60).flatMap { day in
                [hrv(day, 50 + Double(day % 3), id: "h\(day)"), night(day, 450, id: "n\(day)")]
            }, &profile)
        let found = causes(fold([night(20, 300, 9, id: "night"), hrv(59, 70, 9, id: "last")], &profile))
        #expect(found.keys.sorted() == (20...33).map(name) + [name(59)])
        #expect((20...33).allSatisfy { found[name($0)] == ["night"] })
        #expect(found[name(59)] == ["last"])

        var short = ReadinessSettings.standard
        short.windows.baselineDays = 30
        let later = causes(fold([hrv(20, 90, 9, id: "hrv"), hrv(59, 50, 12, id: "newest")], &profile, short))
        #expect(later[name(40)] == ["hrv"])
        #expect(later[name(59)] == ["newest"])
    }

    @Test("deletes, loads and the person's sleep need are causes, and what says nothing of scores is none")
    func others() {
        var profile = settled()
        let delete = event(
            "delete",
            .deleted(
                RecordDeleted(
                    kind: .hrv, date: Self.day.advanced(by: 19), vendor: "oura", capturedAt: at(19, 9))))
        #expect(causes(fold([delete], &profile)) == [name(19): ["delete"]])
        let need = event("need", .profile(ProfileUpdated(sleepNeedMin: 540)))
        let words = event("name", .profile(ProfileUpdated(displayName: "Ann")))
        let found = causes(fold([need, words], &profile))
        #expect(found[name(19)] == ["need"] && found[name(10)] == ["need"])
    }

    @Test("days in a gap owe their first score to the row that came after them")
    func gap() {
        var profile = settled()
        let found = causes(fold([hrv(23, 52, id: "later"), night(18, 300, 9, id: "night")], &profile))
        #expect(found[name(18)] == ["night"])
        #expect(found[name(21)] == ["night"])
        var other = settled()
        #expect(causes(fold([hrv(23, 52, id: "later")], &other))[name(21)] == ["later"])
    }

    @Test("of the events that ask for a rescore, the last one that counts for its dates is told")
    func rescore() {
        var profile = WellnessProfile()
        _ = fold([hrv(0, 50, id: "first"), hrv(200, 50, id: "newest")], &profile)
        let insight = fold([hrv(1, 60, id: "late"), hrv(201, 50, id: "tonight")], &profile)
        #expect(insight?.rescore?.cause == "late")
    }

    @Test("of many events the last eight are named, and all are counted")
    func bounded() throws {
        var profile = WellnessProfile()
        let insight = try #require(fold((0..<40).map { hrv($0, 50, id: "h\($0)") }, &profile))
        let last = try #require(insight.dates.last)
        #expect(last.causes == Causes((0..<40).map { "h\($0)" }))
        #expect(last.causes.count == 40 && last.causes.names.count == Causes.namedMax)
        let text = String(decoding: insight.encoded(), as: UTF8.self)
        #expect(
            text.contains(#""cause":"h39","causes":["h32","h33","h34","h35","h36","h37","h38","h39"],"causeCount":40}"#)
        )
    }
}

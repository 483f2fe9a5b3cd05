import Events
import Readiness
import Testing

@Suite("What is hardly meant so")
struct PlausibilityTests {
    private static let date = CivilDate(dayNumber: 20_000)
    private static let captured = Instant(microseconds: 20_000 * 86_400_000_000)

    private func words(_ payload: Payload) -> [String] {
        AcceptedRanges.standard.implausibilities(of: payload).map { "\($0.code.rawValue) \($0.words)" }
    }

    private func sleep(_ minutes: Double, efficiency: Double? = nil) -> Payload {
        .sleep(
            SleepRecorded(
                date: Self.date, vendor: "v", durationMin: minutes, efficiencyPct: efficiency, capturedAt: Self.captured
            ))
    }

    @Test("a value outside the range in which it counts is named, with the range and the unit that was probably meant")
    func ranges() {
        #expect(
            words(sleep(7.5)) == [
                "out_of_range durationMin 7.5 lies outside 30 to 960 min: it is kept, and the score counts it as missing; "
                    + "is it hours?"
            ])
        #expect(words(sleep(27_000)).first?.hasSuffix("is it seconds?") == true)
        #expect(words(sleep(-10)).count == 1)
        #expect(words(sleep(450, efficiency: 0.92)).first?.hasSuffix("is it a fraction of 1?") == true)
        #expect(words(sleep(450, efficiency: 92)).isEmpty)
        let hrv = HRVRecorded(date: Self.date, vendor: "v", rMSSD: 5500, restingHR: 50, capturedAt: Self.captured)
        #expect(words(.hrv(hrv)).map { $0.prefix(41) } == ["out_of_range rMSSD 5500 lies outside 5 to"])
    }

    @Test("a recording that gives no value, and a capture before its day, are named")
    func others() {
        let short = RRRecorded(date: Self.date, vendor: "v", rrMs: [0.81, 0.84], capturedAt: Self.captured)
        #expect(words(.rr(short)).first?.hasSuffix("are these seconds?") == true)
        let steady = RRRecorded(
            date: Self.date, vendor: "v", rrMs: (0..<60).map { 800 + Double($0 % 2) * 40 }, capturedAt: Self.captured)
        #expect(words(.rr(steady)).isEmpty)
        let early = HRVRecorded(
            date: Self.date.advanced(by: 3), vendor: "v", rMSSD: 50, capturedAt: Self.captured)
        #expect(words(.hrv(early)).first?.hasPrefix("captured_too_early") == true)
    }

    @Test("each range in which the score takes a value is the range that is told")
    func same() {
        let ranges = AcceptedRanges.standard
        for minutes in [ranges.durationMin.lowerBound, ranges.durationMin.upperBound] {
            #expect(words(sleep(minutes)).isEmpty)
        }
        #expect(words(.profile(ProfileUpdated(sleepNeedMin: 60))).first?.contains("the default need is used") == true)
    }
}

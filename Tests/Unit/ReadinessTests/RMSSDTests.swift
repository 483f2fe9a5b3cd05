import Foundation
import Readiness
import TestSupport
import Testing

@Suite("RR intervals to RMSSD")
struct RMSSDTests {
    @Test(
        "recordings of other packages give their values",
        .enabled(
            if: SampleRecordings.folder != nil,
            "sample data not found: PULSEHUB_SAMPLE_DATA names its folder"))
    func recordings() throws {
        let rr = try #require(SampleRecordings.folder).appendingPathComponent("rr")
        var compared = 0
        for name in ["rhenanbartels_hrv", "pyhrv"] {
            let folder = rr.appendingPathComponent(name)
            for recording in try SampleRecordings.load(folder).recordings {
                guard let intervals = try recording.intervals(in: folder) else { continue }
                #expect(intervals.count == recording.n, "\(recording.recording)")
                #expect(Array(intervals.prefix(3)) == recording.firstThree, "\(recording.recording)")
                let value = try #require(RMSSD.compute(rr: intervals, filter: false).rmssd)
                for (package, expected) in recording.rmssd {
                    #expect(abs(value - expected) < 1e-9, "\(recording.recording), \(package)")
                    compared += 1
                }
            }
        }
        #expect(compared >= 28)
    }

    @Test("without the filter every difference counts and one is enough")
    func unfiltered() {
        #expect(RMSSD.compute(rr: [800, 810, 815, 750], filter: false).rmssd == (4350.0 / 3).squareRoot())
        #expect(RMSSD.compute(rr: [800, 100], filter: false).rmssd == 700)
        #expect(RMSSD.compute(rr: [800], filter: false).reason == .tooFewBeats)
        #expect(RMSSD.compute(rr: [800, .nan], filter: false).reason == .notFinite)
        #expect(RMSSD.compute(rr: [800, 800], filter: false).lnRmssd == nil)
    }

    /// An even pulse but for the given beats.
    private func pulse(_ changes: [Int: Double], count: Int = 40) -> RMSSDResult {
        RMSSD.compute(rr: (0..<count).map { changes[$0] ?? 1000 })
    }

    @Test("a beat 20 % off its neighbours stays, one a little farther off goes, and no difference spans its hole")
    func deviation() {
        #expect(pulse([10: 1200]).rejected == 0)
        #expect(pulse([10: 800]).rejected == 0)
        let dropped = pulse([10: 1200.5])
        #expect(dropped.rejected == 1)
        #expect(dropped.differences == 37)
        #expect(dropped.rmssd == 0)
    }

    @Test("beats of 300 and 2000 ms are in range, those beyond are not", arguments: [300.0, 2000.0])
    func range(limit: Double) {
        let even = RMSSD.compute(rr: Array(repeating: limit, count: 21))
        #expect(even.rejected == 0)
        #expect(even.rmssd == 0)
        let beyond = limit == 300 ? 299.9 : 2000.1
        #expect(RMSSD.compute(rr: Array(repeating: beyond, count: 21)).reason == .tooManyArtefacts)
    }

    @Test("an even number of neighbours is judged by the mean of the middle two")
    func evenMedian() {
        // Beat 0 has two neighbours, 1000 and 1100, whose median is 1050: 1260 is just inside 20 %.
        #expect(pulse([0: 1260, 2: 1100]).rejected == 0)
        #expect(pulse([0: 1261, 2: 1100]).rejected == 1)
    }

    @Test("a quarter of beats dropped is allowed, more is not")
    func artefacts() {
        let ten = Dictionary(uniqueKeysWithValues: (0..<10).map { ($0, 100.0) })
        #expect(pulse(ten).reason == nil)
        #expect(pulse(ten, count: 39).reason == .tooManyArtefacts)
    }

    @Test("twenty differences are enough, nineteen are not")
    func length() {
        #expect(pulse([:], count: 21).reason == nil)
        #expect(pulse([:], count: 20).reason == .tooFewBeats)
    }

    @Test("wild intervals never crash")
    func wild() {
        let wild: [Double] = [.nan, .infinity, -.infinity, 0, -1, 1e308, .leastNonzeroMagnitude, 800]
        var random = Seeded(7)
        for length in 0..<60 {
            let rr = (0..<length).map { _ in wild.randomElement(using: &random) ?? 0 }
            for filter in [true, false] {
                let result = RMSSD.compute(rr: rr, filter: filter)
                #expect((result.rmssd == nil) == (result.reason != nil))
                #expect(result.rmssd?.isFinite ?? true)
            }
        }
    }
}

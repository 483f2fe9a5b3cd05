import Events
import Testing

@testable import Readiness

@Suite("Explanation of a score")
struct ExplanationTests {
    private func explain(_ build: (inout History) -> Void) -> ReadinessExplanation {
        var history = History()
        build(&history)
        return ReadinessExplanation(rows: history.rows, date: Athlete.today, sleepNeedMin: nil, userID: "athlete")
    }

    @Test("explains the score that is told, over random athletes", arguments: 1...40 as ClosedRange<UInt64>)
    func sameScore(seed: UInt64) {
        var athlete = Athlete(seed: seed)
        let rows = DailyRows(athlete.writes())
        let explanation = ReadinessExplanation(
            rows: rows, date: Athlete.today, sleepNeedMin: 480, userID: "athlete")
        #expect(explanation.result == rows.score())
        let parts = explanation.result.components
        let weights = [
            explanation.hrv?.weight, explanation.restingHR?.weight, explanation.sleep?.weight,
            explanation.sleepDebtWeight,
        ].compactMap { $0 }
        #expect(weights.isEmpty || abs(weights.reduce(0, +) - 1) < 1e-12)
        // The points are the weights' share of how far each part is from neutral.
        if let points = explanation.result.total?.points.hrv, let weight = explanation.hrv?.weight,
            let score = parts.hrv.score?.score
        {
            #expect(abs(points - weight * (score - explanation.neutral)) < 1e-9)
        }
    }

    @Test("tells values, baseline and normal range in the unit that was measured")
    func units() throws {
        let explanation = explain {
            $0.hrv(1...40, rmssd: 60, restingHR: 50)
            $0.hrv(0...0, rmssd: 63, restingHR: 52)
        }
        let hrv = try #require(explanation.hrv)
        #expect(hrv.today == 63)
        #expect(abs(hrv.mean - 60) < 1e-9)
        // One deviation of the logarithm to either side, so the ends are as far from the mean as factors.
        #expect(abs(hrv.normal.lowerBound * hrv.normal.upperBound - 3600) < 1e-6)
        let restingHR = try #require(explanation.restingHR)
        #expect(restingHR.today == 52)
        #expect(restingHR.mean == 50)
        #expect(restingHR.normal == 49...51)
        #expect(abs(hrv.weight - 2.0 / 3) < 1e-12)
    }

    @Test("leaves out what is absent, and says that the week stands in for a missing morning")
    func absent() {
        let explanation = explain {
            $0.hrv(1...20, rmssd: 60)
            $0.sleep(1...6, minutes: 450)
        }
        #expect(explanation.hrv != nil && explanation.hrv?.today == nil)
        #expect(explanation.restingHR == nil)
        #expect(explanation.sleep != nil && explanation.sleep?.night == nil)
        #expect(explanation.sleepNeedMin == 480)
    }

    @Test("is written with sorted keys, absent parts left out")
    func json() {
        var json = JSONWriter()
        explain {
            $0.hrv(0...40, restingHR: 50)
            $0.sleep(0...2, minutes: 450, efficiency: 91)
        }.writeMeasurements(to: &json)
        #expect(
            String(decoding: json.bytes, as: UTF8.self)
                == #"{"neutral":75,"rhr":{"normalHigh":51,"normalLow":49,"normalMean":50,"today":50,"unit":"bpm","#
                + #""weight":0.444444},"sleep":{"durationMin":450,"efficiencyPct":91,"latencyMin":null,"#
                + #""wakeCount":null,"weight":0.555556},"sleepNeedMin":480}"#)
    }
}

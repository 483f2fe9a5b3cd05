import Events
import Testing

@testable import Readiness

@Suite("Rules at their edges")
struct RulesTests {
    @Test("exactly the normal in heart rate alone is 75")
    func neutral() {
        let result = History.make { $0.hrv(0...60, rmssd: 60, restingHR: 50) }
        // The mean of equal logarithms misses them by some bits.
        #expect(abs((result.total?.exact ?? 0) - 75) < 1e-9)
        #expect(result.total?.score == 75)
        #expect(result.total?.drivers == [])
        #expect(result.status == .ok)
    }

    @Test("seven baseline values make a series usable, six are still calibrating")
    func calibration() {
        #expect(History.make { $0.hrv(0...6, rmssd: 60) }.status == .calibrating)
        #expect(History.make { $0.hrv(0...7, rmssd: 60) }.status == .provisional)
        #expect(History.make { $0.hrv(0...13, rmssd: 60) }.status == .provisional)
        #expect(History.make { $0.hrv(0...14, rmssd: 60) }.status == .ok)
        #expect(History.make { $0.hrv(7...9, rmssd: 60) }.status == .noRecentData)
    }

    @Test("no score without heart rate, however good the sleep; no rows at all is its own status")
    func nothing() {
        let sleepOnly = History.make { $0.sleep(0...13, minutes: 480) }
        #expect(sleepOnly.total == nil)
        #expect(sleepOnly.status == .noRecentData)
        #expect(sleepOnly.confidence == 0)
        #expect(sleepOnly.components.sleep.score?.score == 100)
        #expect(DailyRows().score().status == .noData)
        #expect(History.make { $0.hrv(61...70, rmssd: 60) }.status == .noData)
    }

    @Test("without today the week stands in from three values on, and its age shows")
    func fallback() {
        let three = History.make { $0.hrv(4...30, rmssd: 60) }
        #expect(three.components.hrv.score?.isStale == true)
        #expect(three.components.hrv.score?.ageDays == 4)
        #expect(three.components.stale == [.hrv])
        #expect(History.make { $0.hrv(5...30, rmssd: 60) }.status == .noRecentData)
    }

    @Test("a new device calibrates while the old one's history is too old to use")
    func deviceChange() {
        let result = History.make {
            $0.hrv(7...60, rmssd: 60)
            $0.hrv(0...5, rmssd: 50, vendor: "whoop")
        }
        #expect(result.status == .calibrating)
        #expect(
            result.components.hrv
                == .absent(
                    .init(reason: .calibrating, series: .init(vendor: "oura", metric: .rmssd, baselineCount: 54))))
    }

    @Test("RMSSD goes before SDNN, listed vendors before others, longer histories before both")
    func ranking() {
        func chosen(_ build: (inout History) -> Void) -> String {
            let score = History.make(build).components.hrv.score
            return "\(score?.vendor ?? "none") \(score?.metric.rawValue ?? "")"
        }
        #expect(chosen { $0.hrv(0...20, rmssd: 60, sdnn: 90) } == "oura rmssd")
        #expect(
            chosen {
                $0.hrv(0...20, sdnn: 90)
                $0.hrv(0...20, rmssd: 60, vendor: "apple")
            } == "oura sdnn")
        #expect(
            chosen {
                $0.hrv(0...20, rmssd: 60, vendor: "apple")
                $0.hrv(0...20, rmssd: 60, vendor: "aardvark")
            } == "apple rmssd")
        #expect(
            chosen {
                $0.hrv(0...20, rmssd: 60, vendor: "zeta")
                $0.hrv(0...20, rmssd: 60, vendor: "aardvark")
            } == "aardvark rmssd")
        #expect(
            chosen {
                $0.hrv(0...20, rmssd: 60)
                $0.hrv(0...21, sdnn: 60, vendor: "zeta")
            } == "zeta sdnn")
        #expect(
            chosen {
                $0.hrv(1...60, rmssd: 60)
                $0.hrv(0...7, rmssd: 60, vendor: "zeta")
            } == "zeta rmssd")
    }

    @Test("the night comes from the vendor of the heart-rate series, else by the fixed order")
    func nightVendor() {
        let night: (inout History) -> Void = {
            $0.sleep(0...0, minutes: 480, vendor: "oura")
            $0.sleep(0...0, minutes: 240, vendor: "zeta")
        }
        #expect(History.make(night).components.sleep.score?.vendor == "oura")
        let preferred = History.make {
            night(&$0)
            $0.hrv(0...10, restingHR: 50, vendor: "zeta")
        }
        #expect(preferred.components.sleep.score?.vendor == "zeta")
        #expect(preferred.components.sleep.score?.parts?.duration == 0)
    }

    @Test("sleep fourteen days old is out, thirteen days old is in; five nights make a debt")
    func debtWindow() {
        #expect(History.make { $0.sleep(9...13, minutes: 480) }.components.sleepDebt.score?.debtMin == 0)
        #expect(History.make { $0.sleep(10...14, minutes: 480) }.components.sleepDebt == .absent(nights: 4))
        #expect(History.make { $0.sleep(14...20, minutes: 480) }.components.sleep == .absent(.noData))
        #expect(History.make { $0.sleep(13...13, minutes: 480) }.components.sleep == .absent(.noRecentData))
    }

    private static let debts: [(minutes: Double, score: Double)] = [
        (0, 100), (150, 87.5), (300, 75), (600, 37.5), (900, 0), (1000, 0),
    ]

    @Test("the debt's curve bends at 300 minutes", arguments: debts)
    func debtCurve(debt: (minutes: Double, score: Double)) throws {
        let result = History.make { $0.sleep(0...13, minutes: 480 - debt.minutes / 14) }
        let score = try #require(result.components.sleepDebt.score)
        #expect(abs(score.debtMin - debt.minutes) < 1e-9)
        #expect(abs(score.score - debt.score) < 1e-9)
    }

    private static let nights: [(parts: [Double], score: Double)] = [
        ([65, 60, 12], 0), ([75, 45, 7], 50), ([85, 30, 2], 100), ([99, 0, 0], 100), ([1, 300, 100], 0),
    ]

    @Test("parts of the night are linear between their ends", arguments: nights)
    func nightParts(night: (parts: [Double], score: Double)) throws {
        let sleep = History.make {
            $0.sleep(0...0, minutes: 480, efficiency: night.parts[0], latency: night.parts[1], wakes: night.parts[2])
        }
        let score = try #require(sleep.components.sleep.score)
        let parts = try #require(score.parts)
        #expect([parts.efficiency, parts.latency, parts.wakes] == [night.score, night.score, night.score])
        #expect(abs(score.score - (60 + 0.4 * night.score)) < 1e-9)
    }

    @Test("a load counts from 28 days of history on, today's not at all, and sessions of a day add up")
    func loads() {
        let steady = History.make { $0.load(0...28, 70) }.components.load
        let twice = History.make {
            $0.load(0...28, 30)
            $0.load(0...28, 40, session: "evening")
        }
        #expect(steady == .present(LoadPenalty(atl: 70, ctl: 70, formPct: 0, penalty: 0)))
        #expect(twice.components.load == steady)
        #expect(History.make { $0.load(1...27, 70) }.components.load == .absent(days: 27))
        #expect(History.make { $0.load(0...0, 70) }.components.load == .absent(days: nil))
        #expect(History.make { $0.load(1...28, 0.5) }.components.load == .absent(days: 28))
    }

    @Test("very high HRV is flagged, scores less and never says push")
    func unusuallyHigh() throws {
        let result = History.make {
            $0.hrv(7...60, rmssd: 60, restingHR: 50)
            $0.hrv(0...6, rmssd: 75, restingHR: 50)
            $0.sleep(0...13, minutes: 480, efficiency: 95)
        }
        let hrv = try #require(result.components.hrv.score)
        #expect(hrv.index > 2)
        #expect(hrv.score < 100)
        #expect(result.flags == [.hrvUnusuallyHigh])
        #expect(result.total?.guidance != .push)
    }
}

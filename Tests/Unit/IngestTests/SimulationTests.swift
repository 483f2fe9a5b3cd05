import EventCodec
import Events
import Testing

@testable import Athletes
@testable import Producing

@Suite("Simulated athletes")
struct SimulationTests {
    private static let end = CivilDate(dayNumber: 20_000)
    private let noon = Instant(date: end, minute: 12 * 60)

    private func simulate(athletes: Int = 12, days: Int = 70, seed: UInt64 = 7) -> [[UInt8]] {
        Array(Simulation(athletes: athletes, days: days, seed: seed, endDate: SimulationTests.end))
    }

    @Test("the same seed gives the same bytes, another seed gives others")
    func deterministic() {
        #expect(simulate() == simulate())
        #expect(simulate(seed: 8) != simulate())
    }

    @Test("more athletes do not change the others")
    func independent() {
        let few = Set(simulate(athletes: 3))
        #expect(!few.isEmpty)
        #expect(few.isSubset(of: Set(simulate(athletes: 9))))
    }

    @Test("every line is valid at noon of the last day, and lines come in the order of their time")
    func valid() throws {
        let decoder = LineDecoder()
        let parser = EventDecoder()
        var last = Instant(microseconds: .min)
        for line in simulate() {
            let events = try decoder.events(in: line, now: noon, arrival: noon)
            for event in events {
                let time = try parser.decode(unsent: event.value, now: noon).time
                #expect(time >= last && time <= noon)
                last = time
            }
        }
        #expect(last.utcDate == SimulationTests.end)
    }

    @Test("nights are plausible, some are missing, some late, some with SDNN, and clicks come along")
    func plausible() throws {
        let decoder = LineDecoder()
        let parser = EventDecoder()
        var rMSSD: [Double] = []
        var late = 0
        var sdnn = 0
        var views = 0
        var activities = 0
        for line in simulate(athletes: 40) {
            for event in try decoder.events(in: line, now: noon, arrival: noon) {
                switch try parser.decode(unsent: event.value, now: noon).payload {
                case .hrv(let row):
                    if let value = row.rMSSD { rMSSD.append(value) }
                    if row.sdnn != nil { sdnn += 1 }
                    if row.capturedAt.utcDate > row.date { late += 1 }
                    #expect((30...115).contains(row.restingHR ?? 0))
                case .sleep(let row): #expect((200...720).contains(row.durationMin))
                case .pageView: views += 1
                case .activity: activities += 1
                default: Issue.record("unexpected kind")
                }
            }
        }
        let mean = rMSSD.reduce(0, +) / Double(rMSSD.count)
        #expect((40...75).contains(mean))
        #expect(rMSSD.allSatisfy { (5...250).contains($0) })
        #expect(rMSSD.count + sdnn < 40 * 70)
        #expect(late > 0 && sdnn > 0 && views > 1000 && activities > 100)
    }

    @Test("no athletes or no days give nothing")
    func empty() {
        #expect(simulate(athletes: 0).isEmpty)
        #expect(simulate(days: 0).isEmpty)
    }
}

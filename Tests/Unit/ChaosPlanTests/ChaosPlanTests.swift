import Chaos
import Testing

@Suite("A plan of faults")
struct ChaosPlanTests {
    @Test("equal seeds give equal plans, and other seeds others")
    func repeats() {
        let plan = ChaosPlan(seed: 7, duration: .seconds(600))
        #expect(plan == ChaosPlan(seed: 7, duration: .seconds(600)))
        #expect(plan != ChaosPlan(seed: 8, duration: .seconds(600)))
    }

    @Test("every fault has its turn before any comes again")
    func dealsAll() {
        let faults = ChaosPlan(seed: 3, duration: .seconds(1_000)).strikes.map(\.fault)
        let count = Fault.allCases.count
        #expect(faults.count > 3 * count)
        #expect(Set(faults.prefix(count)) == Set(Fault.allCases))
        #expect(Set(faults.dropFirst(count).prefix(count)) == Set(Fault.allCases))
    }

    @Test("operators act like faults strike: in lanes of their own, one after the other in each")
    func actions() {
        let lanes = ChaosPlan(seed: 3, duration: .seconds(1_000)).lanes
        #expect(Set((lanes[.repository] ?? []).map(\.fault)) == Set(Change.allCases.map { .action(.commit($0)) }))
        #expect(Set((lanes[.profiles] ?? []).map(\.fault)) == Set(Restoration.allCases.map { .action(.rebuild($0)) }))
        #expect(Set((lanes[.people] ?? []).map(\.fault)) == Set(Farewell.allCases.map { .action(.erasure($0)) }))
        for lane in lanes.values { #expect(lane.map(\.at) == lane.map(\.at).sorted()) }
    }

    @Test("every fault has a name of its own in the table")
    func names() {
        #expect(Set(Fault.allCases.map(\.description)).count == Fault.allCases.count)
    }

    @Test("strikes follow each other in time, and none begins after the end")
    func inTime() {
        let times = ChaosPlan(seed: 4, duration: .seconds(300)).strikes.map(\.at)
        #expect(times == times.sorted())
        #expect(times.allSatisfy { $0 < .seconds(300) })
    }

    @Test("a longer run begins like a shorter one")
    func prefix() {
        let short = ChaosPlan(seed: 5, duration: .seconds(60)).strikes
        #expect(Array(ChaosPlan(seed: 5, duration: .seconds(120)).strikes.prefix(short.count)) == short)
    }

    @Test("what cannot be done here is left out, and nothing else changes")
    func impossible() {
        let all = ChaosPlan(seed: 6, duration: .seconds(600)).strikes
        let some = ChaosPlan(seed: 6, duration: .seconds(600), without: [.diskFull]).strikes
        #expect(some == all.filter { $0.fault != .diskFull })
        #expect(some.count < all.count)
    }
}

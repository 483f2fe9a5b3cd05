import Simulation
import Testing

@Suite("Simulated worlds")
struct SimulationTests {
    private static let seedsPerPart: UInt64 = 250

    @Test("2,000 of them keep every promise", arguments: 0..<8 as Range<UInt64>)
    func keepPromises(part: UInt64) async {
        for seed in (part * Self.seedsPerPart + 1)...((part + 1) * Self.seedsPerPart) {
            let run = SimulationRun(seed: seed)
            // The other tests wait for the same few threads.
            await Task.yield()
            #expect(run.violation == nil, "repeat it with: make simulate SEED=\(seed)")
        }
    }

    @Test("a deliberate bug is found within 500 seeds", arguments: Injection.allCases.filter { $0 != .none })
    func findBug(bug: Injection) async {
        for seed in 1...500 as ClosedRange<UInt64> {
            if SimulationRun(seed: seed, injection: bug).violation != nil { return }
            await Task.yield()
        }
        Issue.record("\(bug.rawValue) went by unnoticed")
    }

    @Test("a seed repeats its world, whatever the order of hash tables")
    func repeatSeeds() {
        for seed in 1...20 as ClosedRange<UInt64> {
            #expect(SimulationRun(seed: seed).digest == SimulationRun(seed: seed, traces: true).digest, "seed \(seed)")
        }
    }

    @Test("another seed is another world")
    func seedsDiffer() {
        #expect(Set((1...20 as ClosedRange<UInt64>).map { SimulationRun(seed: $0).digest }).count == 20)
    }
}

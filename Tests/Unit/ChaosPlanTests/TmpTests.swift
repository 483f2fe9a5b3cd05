import Chaos
import Testing

@Test func tmpSeeds() {
    var best: [(UInt64, Duration)] = []
    for seed in UInt64(1)...400 {
        let s = ChaosPlan(seed: seed, duration: .seconds(200)).strikes.prefix(Fault.allCases.count)
        best.append((seed, s.last!.at))
    }
    print(best.sorted { $0.1 < $1.1 }.prefix(10))
}

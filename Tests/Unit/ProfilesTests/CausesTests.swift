import Profiles
import Testing

@Suite("Names of causes")
struct CausesTests {
    @Test("the last eight are named, and all counted, whoever told them")
    func bounds() {
        var causes = Causes(["a"], count: 5)
        causes.add(Causes((0..<9).map { "e\($0)" }))
        #expect(causes.names == (1..<9).map { "e\($0)" })
        #expect(causes.count == 14 && causes.last == "e8")
        causes.add(Causes(["z"], count: .max))
        causes.add(Causes(["y"], count: .max))
        #expect(causes.count == Causes.countMax && causes.last == "y")
        #expect(Causes([], count: -3).count == 0)
    }

    @Test("a commit is told from an event")
    func commit() {
        #expect(Causes.commit(of: Causes.configuration("c0ffee")) == "c0ffee")
        #expect(Causes.commit(of: "hrv-1") == nil)
    }
}

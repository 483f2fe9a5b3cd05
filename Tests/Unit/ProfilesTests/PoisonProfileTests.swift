import Events
import Profiles
import Readiness
import TestSupport
import Testing

@Suite("A person with 100,000 rows", .serialized)  // They compute for long, and others are to have their turn.
struct PoisonProfileTests {
    private static let terms = WellnessProfile.Terms(settings: .standard, configCommit: "c")
    private static let count = 100_000

    @Test("is folded, stored and restored whole, and tells what that costs", arguments: PoisonShape.allCases)
    func whole(shape: PoisonShape) async throws {
        print("\(Self.count) \(shape) of one person: \(try await Self.cost(shape, Self.count)) s of CPU time")
    }

    @Test("keeps as many registers as there are mornings and vendors, however often they are corrected")
    func corrections() async {
        var profile = WellnessProfile()
        for number in 0..<Self.count {
            _ = profile.apply(PoisonShape.corrections.event(number, of: Self.count))
            if number % 1_000 == 0 { await Task.yield() }
        }
        #expect(profile.rows.registerCount == 50 * 4)
    }

    @Test("keeps 120 days, rounded to whole chunks, however many years come, and writes no more for a batch")
    func years() async {
        let (vendors, batch) = (20, 100)
        let kept = (120 + 8) * vendors
        var profile = WellnessProfile()
        var (registersMost, writtenMost) = (0, 0)
        for start in stride(from: 0, to: Self.count, by: batch) {
            var changes = WellnessChanges(of: profile)
            for number in start..<start + batch {
                let event = PoisonShape.row(
                    number, daysAgo: (Self.count - number) / vendors, vendor: "v\(number % vendors)")
                if let change = profile.apply(event) { changes.add(change) }
            }
            let written = profile.stateFields(after: changes).reduce(0) { $0 + ($1.value?.count ?? 0) }
            registersMost = max(registersMost, profile.rows.registerCount)
            writtenMost = max(writtenMost, written)
            await Task.yield()
        }
        #expect(registersMost > kept * 3 / 4 && registersMost <= kept)
        // A batch spans five days, hence at most two chunks of eight.
        #expect(writtenMost <= 2 * 8 * vendors * 64)
    }

    /// CPU seconds. Others have their turn in between.
    private static func cost(_ shape: PoisonShape, _ count: Int) async throws -> Double {
        var profile = WellnessProfile()
        _ = profile.apply(PoisonShape.first)
        var cost = 0.0
        for start in stride(from: 0, to: count, by: 500) {
            let events = (start..<start + 500).map { shape.event($0, of: count) }
            cost += cpuSeconds { for event in events { _ = profile.apply(event) } }
            await Task.yield()
        }
        return try cost + storing(profile)
    }

    private static func storing(_ profile: WellnessProfile) throws -> Double {
        var (profile, restored) = (profile, WellnessProfile())
        // As a hash gives them back: in any order.
        let cost = try cpuSeconds {
            let fields = profile.stateFields().compactMap { field in field.value.map { (name: field.name, value: $0) } }
            restored = try WellnessProfile(fields: fields.reversed())
            _ = restored.documents(terms: terms, userID: "p")
        }
        // Told apart before: a failure would print the profiles.
        let isEqual = restored == profile
        #expect(isEqual)
        return cost
    }
}

import Events
import Readiness
import TestSupport
import Testing

@testable import Profiles

@Suite("Damaged state")
struct DamagedStateTests {
    private func damage(_ bytes: inout [UInt8], _ random: inout Seeded) {
        guard !bytes.isEmpty else { return bytes.append(.random(in: 0...255, using: &random)) }
        let place = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<5, using: &random) {
        case 0: bytes.removeSubrange(place...)
        case 1: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        case 2: bytes[place] = 0xFF
        case 3: bytes.insert(.random(in: 0...255, using: &random), at: place)
        default: bytes.replaceSubrange(place..., with: Array(repeating: 0xFF, count: bytes.count - place))
        }
    }

    @Test("5,000 damaged wellness states are refused or give a profile that can be scored, stored and added to")
    func wellness() throws {
        var random = Seeded(11)
        var athlete = Athlete(11)
        var stored = StoredFields()
        try stored.apply(athlete.history(days: 0..<40))
        let names = stored.fields.keys.sorted()
        var refused = 0
        for _ in 0..<5_000 {
            var fields = stored.fields
            guard let name = names.randomElement(using: &random), var value = fields[name] else { break }
            damage(&value, &random)
            fields[name] = value
            do throws(StateError) {
                var profile = try WellnessProfile(fields: fields.map { ($0.key, $0.value) })
                var changes = WellnessChanges(of: profile)
                if let change = profile.apply(athlete.event(on: Athlete.firstDay.advanced(by: 41))) {
                    changes.add(change)
                }
                _ = profile.stateFields(after: changes)
                _ = profile.documents(terms: Athlete.terms, userID: "ann")
            } catch {
                refused += 1
                #expect(error.description.hasPrefix("the stored state is unreadable"))
            }
        }
        #expect(refused > 1_000)
    }

    @Test("a count that has come to the largest number stays there, and can still be stored and read")
    func countAtItsEnd() throws {
        var visitor = Visitor(13)
        var profile = ActivityProfile()
        for _ in 0..<200 { _ = profile.apply(visitor.event()) }
        for count in [UInt64(Int64.max), .max] {
            profile.pageViews = count
            profile.sessions = count
            for page in profile.pages.keys { profile.pages[page] = count }
            for device in profile.devices.keys { profile.devices[device] = count }
            for name in profile.events.keys { profile.events[name] = count }
            for _ in 0..<200 { _ = profile.apply(visitor.event()) }
            let state = profile.state
            #expect(try ActivityProfile(fields: [(state.name, try #require(state.value))]) == profile)
        }
        #expect(profile.pageViews == .max)
    }

    @Test("5,000 damaged activity states are refused or give a profile that can be told and added to")
    func activity() throws {
        var random = Seeded(12)
        var visitor = Visitor(12)
        var profile = ActivityProfile()
        for _ in 0..<60 { _ = profile.apply(visitor.event()) }
        let state = try #require(profile.state.value)
        var refused = 0
        for _ in 0..<5_000 {
            var value = state
            damage(&value, &random)
            do throws(StateError) {
                var damaged = try ActivityProfile(fields: [(ActivityProfile.stateField, value)])
                _ = damaged.apply(visitor.event())
                #expect(!damaged.document().isEmpty)
            } catch {
                refused += 1
            }
        }
        #expect(refused > 500)
    }

    @Test(
        "names and values that nobody wrote are refused, whatever they claim",
        arguments: [
            ("d2147483647", [1, 0, 0, 0x80]), ("d-2147483648", [9]), ("l2147483647", [0]), ("s", []),
            ("s", [0, 0, 0, 7]),
            ("d0", [1, 8, 1, 0x61, 1, 0, 0, 0]), ("d0", [2, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F]), ("l0", [0x80, 0x80]),
        ] as [(String, [UInt8])])
    func refused(name: String, value: [UInt8]) {
        #expect(throws: StateError.self) { try WellnessProfile(fields: [(name: name, value: value)]) }
    }

    @Test("other fields of the hash are passed over")
    func otherFields() throws {
        let fields: [(name: String, value: [UInt8])] = [
            ("readiness", [1]), ("dx", [1]), ("late", [1]), ("", [1]), ("a", [1]),
        ]
        #expect(try WellnessProfile(fields: fields) == WellnessProfile())
        #expect(try ActivityProfile(fields: fields.dropLast()) == ActivityProfile())
    }

    @Test("chunks are eight days that follow each other without gap, also before 1970")
    func chunks() {
        for day in Int32(-100)...100 {
            let date = CivilDate(dayNumber: day)
            let start = StateChunk.start(of: StateChunk.index(of: date))
            #expect((0..<8).contains(date.days(since: start)))
        }
        #expect(StateChunk.index(of: CivilDate(dayNumber: .min)) < 0)
        #expect(StateChunk.start(of: .max).dayNumber == .max)
    }
}

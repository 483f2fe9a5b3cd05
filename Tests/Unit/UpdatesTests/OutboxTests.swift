import Access
import Allocations
import Identity
import Testing

@testable import Updates

@Suite("Outbox: what one client is owed")
struct OutboxTests {
    static func document(_ tag: UInt64, isCopy: Bool = false) -> Outbox.Document {
        Outbox.Document(
            bytes: [], tag: tag, profile: LiveProfile(isCopy: isCopy, document: { _ in [] }, figures: { nil }))
    }

    /// Takes everything there is and shows it shortly.
    static func drain(_ outbox: inout Outbox) -> [String] {
        var items: [String] = []
        while let item = outbox.next() {
            switch item {
            case .profile(let user, let document, _): items.append("\(user.text)=\(document.tag)")
            case .gone(let user, _): items.append("\(user.text) gone")
            case .withheld(let user, _): items.append("\(user.text) withheld")
            case .status(let isLive): items.append(isLive ? "resumed" : "paused")
            case .heartbeat: items.append("heartbeat")
            case .end(let end): return items + [end.rawValue]
            }
        }
        return items
    }

    @Test("of many states only the newest is sent, and none that the client has")
    func newest() {
        var outbox = Outbox(isTeam: false, resume: nil)
        outbox.fill()
        for tag in 1...1000 { outbox.offer(Self.document(UInt64(tag)), of: "ana") }
        #expect(outbox.waiting == 1)
        #expect(Self.drain(&outbox) == ["ana=1000"])
        outbox.offer(Self.document(1000), of: "ana")
        #expect(Self.drain(&outbox).isEmpty)
        outbox.offer(Self.document(7), of: "ana")
        outbox.offer(Self.document(1000), of: "ana")
        #expect(Self.drain(&outbox).isEmpty)
    }

    @Test("a returning client that has the newest state is told nothing, another one the newest")
    func resume() {
        for (known, expected) in [(5, []), (4, ["ana=5"])] as [(UInt64, [String])] {
            var outbox = Outbox(isTeam: false, resume: known)
            outbox.offer(Self.document(5), of: "ana")
            outbox.fill()
            #expect(Self.drain(&outbox) == expected)
            #expect(outbox.states == 5)
        }
    }

    @Test("a team's id stands for the states of all, in whatever order they were sent")
    func team() {
        let users: [UserID] = ["ana", "bob", "cem"]
        var first = Outbox(isTeam: true, resume: nil)
        for (index, user) in users.enumerated() { first.offer(Self.document(UInt64(index)), of: user) }
        first.fill()
        #expect(Set(Self.drain(&first)) == ["ana=0", "bob=1", "cem=2"])

        var same = Outbox(isTeam: true, resume: first.states)
        for (index, user) in users.enumerated().reversed() { same.offer(Self.document(UInt64(index)), of: user) }
        same.fill()
        #expect(Self.drain(&same).isEmpty)
        same.offer(Self.document(9), of: "bob")
        #expect(Self.drain(&same) == ["bob=9"])

        var changed = Outbox(isTeam: true, resume: first.states)
        for user in users { changed.offer(Self.document(1), of: user) }
        changed.fill()
        #expect(Self.drain(&changed).count == 3)
    }

    @Test("swapping the states of two members is a change")
    func swapped() {
        var one = Outbox(isTeam: true, resume: nil)
        var other = Outbox(isTeam: true, resume: nil)
        for (user, tag, swapped) in [("ana", 1, 2), ("bob", 2, 1)] as [(UserID, UInt64, UInt64)] {
            one.offer(Self.document(tag), of: user)
            other.offer(Self.document(swapped), of: user)
        }
        for _ in 0..<2 { one.fill(); other.fill() }
        _ = (Self.drain(&one), Self.drain(&other))
        #expect(one.states != other.states)
    }

    @Test("before everybody's first state is known nothing of them is sent")
    func filling() {
        var outbox = Outbox(isTeam: true, resume: nil)
        outbox.offer(Self.document(1), of: "ana")
        #expect(Self.drain(&outbox).isEmpty)
        outbox.fill()
        #expect(Self.drain(&outbox) == ["ana=1"])
    }

    @Test("who is withheld is named once, what was owed is not sent, and the rest goes on")
    func withheld() {
        var outbox = Outbox(isTeam: true, resume: nil)
        outbox.fill()
        outbox.offer(Self.document(1), of: "ana")
        outbox.withhold("ana")
        outbox.offer(Self.document(2), of: "bob")
        #expect(Self.drain(&outbox) == ["ana withheld", "bob=2"])
        outbox.show("ana")
        outbox.offer(Self.document(1), of: "ana")
        #expect(Self.drain(&outbox) == ["ana=1"])
    }

    @Test("a profile that is erased is told as gone, one that never was is not told at all")
    func gone() {
        var outbox = Outbox(isTeam: false, resume: nil)
        outbox.fill()
        outbox.offer(nil, of: "ana")
        #expect(Self.drain(&outbox).isEmpty)
        outbox.offer(Self.document(1), of: "ana")
        _ = Self.drain(&outbox)
        outbox.offer(nil, of: "ana")
        #expect(Self.drain(&outbox) == ["ana gone"])
        #expect(outbox.states == 0)
    }

    @Test("a copy that may be older is told to whoever knows nothing yet, and to nobody else")
    func copies() {
        var outbox = Outbox(isTeam: false, resume: nil)
        outbox.fill()
        outbox.offer(Self.document(1, isCopy: true), of: "ana")
        #expect(Self.drain(&outbox) == ["ana=1"])
        outbox.offer(Self.document(2), of: "ana")
        outbox.offer(Self.document(1, isCopy: true), of: "ana")
        #expect(Self.drain(&outbox) == ["ana=2"])
        outbox.offer(Self.document(1, isCopy: true), of: "ana")
        #expect(Self.drain(&outbox).isEmpty)
    }

    @Test("the end comes before states that wait, and its first reason stands")
    func end() {
        var outbox = Outbox(isTeam: false, resume: nil)
        outbox.fill()
        outbox.offer(Self.document(1), of: "ana")
        outbox.end(.replaced)
        outbox.end(.bye)
        #expect(Self.drain(&outbox) == ["replaced"])
    }

    @Test("a pause is told once, and not at all if it is over before it could be")
    func status() {
        var outbox = Outbox(isTeam: false, resume: nil)
        outbox.set(live: false)
        outbox.set(live: true)
        #expect(Self.drain(&outbox).isEmpty)
        outbox.set(live: false)
        #expect(Self.drain(&outbox) == ["paused"])
        outbox.set(live: true)
        outbox.oweHeartbeat()
        #expect(Self.drain(&outbox) == ["resumed", "heartbeat"])
    }

    @Test("a person costs the same in a team of any size", .enabled(if: Allocations.areCounted))
    func cost() throws {
        let growth = try Allocations.growth { size in
            let users = try (0..<size).map { try UserID("user-\($0)") }
            return {
                var outbox = Outbox(isTeam: true, resume: nil)
                for (tag, user) in users.enumerated() { outbox.offer(Self.document(UInt64(tag)), of: user) }
                outbox.fill()
                while outbox.next() != nil {}
            }
        }
        #expect(growth < 2)
    }
}

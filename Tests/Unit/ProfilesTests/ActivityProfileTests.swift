import Events
import TestSupport
import Testing

@testable import Profiles

/// Random but repeatable page views and app events of one person.
struct Visitor {
    private var random: Seeded
    private var number: Int64 = 0

    init(_ seed: UInt64) { random = Seeded(seed) }

    mutating func event() -> Event {
        number += 1
        return Event(
            id: "v\(number)", source: "web", subject: "ann", time: Instant(microseconds: number * 1_000_000),
            payload: Bool.random(using: &random)
                ? .activity(name: "n\(Int.random(in: 0..<9, using: &random))")
                : .pageView(
                    PageViewed(
                        url: "https://x.org/p\(Int.random(in: 0..<40, using: &random))?q=1",
                        userAgent: ["iPhone", "Windows NT", nil].randomElement(using: &random) ?? nil,
                        sessionId: "s\(Int.random(in: 0..<40, using: &random))")))
    }
}

@Suite("The activity fold")
struct ActivityProfileTests {
    private func event(_ id: String, at seconds: Int64 = 0, source: String = "web", _ payload: Payload) -> Event {
        Event(
            id: id, source: source, subject: "ann", time: Instant(microseconds: seconds * 1_000_000), payload: payload)
    }

    private func view(_ id: String, at seconds: Int64 = 0, _ url: String, agent: String? = nil, session: String? = nil)
        -> Event
    {
        event(id, at: seconds, .pageView(PageViewed(url: url, userAgent: agent, sessionId: session)))
    }

    @Test("the document tells counts, first and last, the latest device and the top pages")
    func document() {
        var profile = ActivityProfile()
        for event in [
            view("2", at: 20, "https://x.org/b?x#y", agent: "iPhone", session: "s"),
            view("1", at: 10, "/a", agent: "Windows NT 10", session: "s"),
            view("3", at: 15, "https://x.org/b", session: "t"),
            event("4", at: 30, .activity(name: "goal.set")),
        ] {
            let isNew = profile.apply(event)
            #expect(isNew)
        }
        #expect(
            String(decoding: profile.document(), as: UTF8.self)
                == #"{"pageViews":3,"sessions":2,"firstSeen":"1970-01-01T00:00:10Z","lastSeen":"1970-01-01T00:00:30Z","#
                + #""device":"phone","devices":{"desktop":1,"phone":1},"events":{"goal.set":1},"#
                + #""topPages":[{"path":"/b","views":2},{"path":"/a","views":1}]}"#)
    }

    @Test("nobody seen is a document too")
    func empty() {
        #expect(
            String(decoding: ActivityProfile().document(), as: UTF8.self)
                == #"{"pageViews":0,"sessions":0,"devices":{},"events":{},"topPages":[]}"#)
    }

    @Test("a repeated event counts once, the same id from another source counts anew, other types never count")
    func duplicates() {
        var profile = ActivityProfile()
        var counted: [Bool] = []
        for event in [
            event("1", .activity(name: "x")), event("1", .activity(name: "x")),
            event("1", source: "app", .activity(name: "x")), event("2", .profile(ProfileUpdated())),
        ] { counted.append(profile.apply(event)) }
        #expect(counted == [true, false, true, false])
        #expect(profile.events == ["x": 2])
    }

    @Test("a duplicate is known as long as it is among the remembered ones, also after a restart")
    func memory() throws {
        var profile = ActivityProfile()
        for number in 0..<ActivityProfile.rememberedEvents {
            _ = profile.apply(event("\(number)", .activity(name: "x")))
        }
        profile = try restored(profile)
        var counted: [Bool] = []
        for id in ["0", "new", "0"] { counted.append(profile.apply(event(id, .activity(name: "x")))) }
        #expect(counted == [false, true, true])
    }

    @Test("names, pages and remembered ids stay within their bounds, and no view is lost")
    func bounds() {
        var profile = ActivityProfile()
        for number in 0..<2_000 {
            _ = profile.apply(event("a\(number)", .activity(name: "n\(number)")))
            _ = profile.apply(view("v\(number)", "/\(number)", session: "s\(number)"))
        }
        #expect(profile.events.count == ActivityProfile.namesMax + 1)
        #expect(profile.events["other"] == UInt64(2_000 - ActivityProfile.namesMax))
        #expect(profile.pages.count == ActivityProfile.pagesMax)
        #expect(profile.pages.values.reduce(0, +) == 2_000)
        #expect(profile.sessions == 2_000)
        #expect((profile.state.value?.count ?? .max) < 5_000)
    }

    @Test("a page that is visited often climbs into a full table")
    func climbs() {
        var profile = ActivityProfile()
        for number in 0..<100 { _ = profile.apply(view("v\(number)", "/\(number)")) }
        for number in 0..<50 { _ = profile.apply(view("w\(number)", "/home")) }
        #expect(profile.pages.max { $0.value < $1.value }?.key == "/home")
    }

    @Test("a state read back is the profile that wrote it, and goes on the same way", arguments: [1, 2, 3] as [UInt64])
    func roundTrip(seed: UInt64) throws {
        var visitor = Visitor(seed)
        var profile = ActivityProfile()
        var restarted = ActivityProfile()
        for number in 0..<1_000 {
            let event = visitor.event()
            let (isNew, isNewAgain) = (profile.apply(event), restarted.apply(event))
            #expect(isNew == isNewAgain)
            if number % 97 == 0 { restarted = try restored(restarted) }
        }
        #expect(restarted == profile)
        #expect(restarted.state == profile.state)
        #expect(restarted.document() == profile.document())
    }

    private func restored(_ profile: ActivityProfile) throws -> ActivityProfile {
        try ActivityProfile(fields: [(profile.state.name, try #require(profile.state.value))])
    }
}

@Suite("Small parts of the activity fold")
struct ActivityPartsTests {
    @Test("hashes are FNV-1a and the same in every process, and tell where one text ends")
    func hashes() {
        #expect(StableHash.of() == 0xCBF2_9CE4_8422_2325)
        let ofA: UInt64 = 0xAF63_DC4C_8601_EC8C
        #expect(StableHash.of("a") == (ofA ^ 0xFF) &* 0x100_0000_01B3)
        #expect(StableHash.of("ab", "c") != StableHash.of("a", "bc"))
        #expect(StableHash.of("a", "") != StableHash.of("", "a"))
    }

    @Test(
        "a page is its path",
        arguments: [
            ("https://x.org/a/b?c=d#e", "/a/b"), ("https://x.org", "/"), ("https://x.org?a=/b", "/"), ("/a#b?c", "/a"),
            ("", "/"), ("?a", "/"), ("a/b", "a/b"), ("app://host/é", "/é"), ("/\u{0}", "/\u{0}"),
            ("/login?next=https://x.org/a", "/login"),
        ])
    func paths(url: String, path: String) { #expect(PagePath.of(url) == path) }

    @Test("an endless path is cut, and stays text where the cut falls into a character")
    func longPath() {
        let path = PagePath.of("/" + String(repeating: "é", count: 3_000))
        #expect(path.utf8.count <= ActivityProfile.pageBytesMax)
        #expect(path.hasPrefix("/éé"))
        #expect(!path.contains("\u{FFFD}"))
    }

    @Test("the oldest value gives way to the newest")
    func recent() {
        var set = RecentSet(capacity: 3)
        var news: [Bool] = []
        for value in [1, 2, 3, 2, 4, 1] as [UInt64] { news.append(set.insert(value)) }
        #expect(news == [true, true, true, false, true, true])
        #expect(set.inOrder == [3, 4, 1])
        var other = RecentSet(capacity: 3)
        for value in [3, 4, 1] as [UInt64] { _ = other.insert(value) }
        #expect(set == other)
    }
}

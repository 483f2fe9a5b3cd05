import Access
import Events
import HTTPKit
import HTTPTypes
import Identity
import Logging
import Testing

@testable import Updates

@Suite("Live hub")
struct LiveHubTests {
    let clock = ManualClock()
    let source = FakeSource()

    func stream(
        _ user: UserID = "ana", caller: UserID? = nil, roles: Set<Role> = [.athlete], device: String? = nil,
        shown: Set<Signal> = Set(Signal.allCases), scope: LiveScope? = nil, expiresAt: Instant? = nil
    ) -> LiveStream {
        let visible = [Visibility(of: user, shown: shown)]
        return LiveStream(
            .init(
                caller: caller ?? user, roles: roles, device: device.map { ExactText($0) }, scope: scope ?? .own(user),
                transport: .serverSentEvents, expiresAt: expiresAt), visible: visible,
            decide: { () throws(Problem) in visible }, record: { _ throws(Problem) in }, now: { clock.now })
    }

    func pump(_ hub: LiveHub, _ configuration: LiveConfiguration = LiveConfiguration()) -> LivePump {
        LivePump(
            hub: hub, source: source, configuration: configuration, wall: { "2026-11-20T12:00:00Z" },
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    @Test("a newer stream of a device ends the older one of the same caller, and only that")
    func devices() throws {
        let hub = LiveHub(LiveConfiguration())
        let older = stream(device: "phone")
        let namesake = stream(roles: [.service], device: "phone")
        let bystanders = [stream(device: "watch"), stream(), stream("bob", device: "phone"), namesake]
        for stream in [older] + bystanders { try hub.open(stream) }
        try hub.open(stream(device: "phone"))
        #expect(older.ending == .replaced)
        #expect(bystanders.allSatisfy { $0.ending == nil })
        #expect(hub.count == 5)
        hub.close(older)
        let newest = stream(device: "phone")
        try hub.open(newest)
        #expect(hub.count == 5)
    }

    @Test("a caller's streams are bounded by 429, all together by 503; replacing one is always possible")
    func limits() throws {
        var configuration = LiveConfiguration()
        (configuration.streamsPerCallerMax, configuration.streamsMax) = (2, 3)
        let hub = LiveHub(configuration)
        try hub.open(stream(device: "phone"))
        try hub.open(stream())
        #expect(throws: Problem.self) { try hub.open(stream()) }
        do throws(Problem) { try hub.open(stream()) } catch { #expect(error.status.code == 429) }
        try hub.open(stream("bob"))
        do throws(Problem) { try hub.open(stream("cem")) } catch { #expect(error.status.code == 503) }
        try hub.open(stream(device: "phone"))
        #expect(hub.count == 3)
    }

    @Test("changes of people in whom nobody is interested are not read")
    func interest() throws {
        let hub = LiveHub(LiveConfiguration())
        let ana = stream()
        try hub.open(ana)
        _ = hub.takeWork()
        hub.changed(["ana", "bob"])
        #expect(hub.takeWork().users == ["ana"])
        hub.close(ana)
        hub.changed(["ana"])
        #expect(hub.takeWork().users.isEmpty)
    }

    @Test("many changes of one person are one read, and one document for all who see the same")
    func coalescing() async throws {
        let hub = LiveHub(LiveConfiguration())
        let streams = (0..<10).map { _ in stream("ana", caller: "coach", scope: .person("ana")) }
        let partial = stream("ana", caller: "other", shown: [.sleep], scope: .person("ana"))
        for stream in streams + [partial] { try hub.open(stream) }
        source.set("ana", "1")
        for _ in 0..<100 { hub.changed(["ana"]) }
        try await pump(hub).perform(hub.takeWork())
        #expect(source.reads == [["ana"]])
        #expect(hub.takeWork().users.isEmpty)
        for stream in streams { #expect(await stream.nextText == #"{"user":"ana","state":"1"}"#) }
        #expect(await partial.nextText == #"{"user":"ana","state":"1","shown":"sleep"}"#)
    }

    @Test("a read that failed is done again, and nothing is lost with it")
    func failure() async throws {
        let hub = LiveHub(LiveConfiguration())
        let ana = stream()
        try hub.open(ana)
        source.set("ana", "1")
        source.fail(true)
        let work = hub.takeWork()
        await #expect(throws: FakeSource.Down.self) { try await pump(hub).perform(work) }
        hub.putBack(work)
        source.fail(false)
        try await pump(hub).perform(hub.takeWork())
        #expect(await ana.nextText == #"{"user":"ana","state":"1"}"#)
    }

    @Test("a team larger than one read is read in parts and told only when all is known")
    func largeTeam() async throws {
        var configuration = LiveConfiguration()
        configuration.usersPerRead = 10
        let hub = LiveHub(configuration)
        let users = try (0..<25).map { try UserID("user-\($0)") }
        for user in users { source.set(user, "1") }
        let visible = users.map { Visibility(of: $0, shown: Set(Signal.allCases)) }
        let team = LiveStream(
            .init(caller: "coach", scope: .team("t"), transport: .serverSentEvents), visible: visible,
            decide: { () throws(Problem) in visible }, record: { _ throws(Problem) in }, now: { clock.now })
        try hub.open(team)
        try await pump(hub, configuration).perform(hub.takeWork())
        #expect(source.reads.map(\.count) == [10, 10, 5])
        for _ in users { #expect(await team.nextText.contains("state")) }
    }

    @Test("a document made for somebody who meanwhile may see less is not sent")
    func revokedInBetween() async throws {
        let hub = LiveHub(LiveConfiguration())
        let coach = stream("ana", caller: "coach", scope: .person("ana"))
        try hub.open(coach)
        _ = hub.takeWork()
        coach.fill()
        let all = Set(Signal.allCases)
        let document = Outbox.Document(.fake("secret", of: "ana"), all)
        hub.show([Visibility(of: "ana", shown: [.sleep])], on: coach)
        coach.offer(document, of: "ana", for: all)
        source.set("ana", "secret")
        try await pump(hub).perform(hub.takeWork())
        #expect(await coach.nextText == #"{"user":"ana","state":"secret","shown":"sleep"}"#)
    }

    @Test("who joins a team is told of, who leaves is withheld and no longer read")
    func membership() async throws {
        let hub = LiveHub(LiveConfiguration())
        let all = Set(Signal.allCases)
        let team = LiveStream(
            .init(caller: "coach", scope: .team("t"), transport: .serverSentEvents),
            visible: [Visibility(of: "ana", shown: all)], decide: { () throws(Problem) in [] },
            record: { _ throws(Problem) in }, now: { clock.now })
        try hub.open(team)
        for user in ["ana", "bob"] as [UserID] { source.set(user, "1") }
        try await pump(hub).perform(hub.takeWork())
        #expect(await team.nextText.contains("ana"))
        hub.show([Visibility(of: "bob", shown: all)], on: team)
        guard case .withheld("ana", _) = await team.next() else { return #expect(Bool(false), "ana is not withheld") }
        try await pump(hub).perform(hub.takeWork())
        #expect(await team.nextText.contains("bob"))
        hub.changed(["ana"])
        #expect(hub.takeWork().users.isEmpty)
    }
}

extension LiveStream {
    /// The next document; anything else as its description.
    var nextText: String {
        get async {
            let item = await next()
            if case .profile(_, let document, _) = item { return String(decoding: document.bytes, as: UTF8.self) }
            return "\(item)"
        }
    }
}

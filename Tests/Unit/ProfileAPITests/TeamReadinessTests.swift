import Access
import AccessFakes
import Events
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Identity
import Profiles
import Readiness
import Testing

@testable import ProfileAPI

@Suite("A coach's table")
struct TeamReadinessTests {
    private let path = "/api/v1/teams/first/readiness"
    private let store = FakeProfileStore(wellness: [
        "ana": Athlete.profile(lastDate: "2026-11-20"), "bob": Athlete.profile(lastDate: "2026-11-19"),
        "dan": Athlete.profile(lastDate: "2026-11-20"),
    ])

    @Test("shows what each athlete consents to, and names what is withheld")
    func table() async throws {
        let scene = try await TeamScene()
        try await withServer(redis: store, access: scene.access) { client async throws in
            let response = try await client.get(path, token: "cleo:coach")
            #expect(response.status == .ok)
            #expect(response.source == "redis")
            let text = response.text
            #expect(text.contains(#""total":3"#))
            let rows = text.components(splitAt: #"{"userId":"#)
            #expect(rows.count == 4)
            let (ana, bob, dan) = (rows[1], rows[2], rows[3])
            for member in ["readiness", "usual", "change", "drivers", "lastNight", "sleepDebtMin", "updatedAt"] {
                #expect(ana.contains("\"\(member)\":"), "\(member)")
            }
            #expect(ana.contains(#""date":"2026-11-20""#))
            #expect(!ana.contains("withheld"))
            #expect(bob.contains(#""lastNight":{"date":"2026-11-19""#))
            #expect(bob.contains(#""withheld":["hrv","readiness"]"#))
            #expect(!bob.contains(#""readiness":"#) && !bob.contains("drivers"))
            #expect(dan.hasPrefix(#""dan","withheld":["hrv","sleep","readiness"]}"#))
        }
    }

    @Test("is recorded as read, for each athlete as far as it was shown")
    func recorded() async throws {
        let scene = try await TeamScene()
        try await withServer(redis: store, access: scene.access) { client async throws in
            _ = try await client.get(path, token: "cleo:coach")
            let reads = scene.reads
            #expect(reads.map(\.subject.text) == ["ana", "bob"])
            #expect(reads.map(\.signals) == [[.hrv, .sleep, .readiness], [.sleep]])
            #expect(reads.allSatisfy { $0.reader.text == "cleo" && $0.role == .coach && $0.address == "127.0.0.1" })
            #expect(scene.looks.count == 1, "one look, whatever the number of people")
            _ = try await client.get("\(path)?sort=athlete&page=2", token: "cleo:coach")
            #expect(scene.looks.count == 1, "who is on no page was not read")
        }
    }

    @Test(
        "a filter, its total and an order tell of people who are not on the page: recorded as read, and nothing else",
        arguments: [
            ("page=9", [:]), ("sort=athlete&page=9", [:]),
            ("sort=athlete&pageSize=1", ["ana": [.readiness, .hrv, .sleep]]),
            ("band=low&page=9", ["ana": [.readiness]]), ("band=high&page=9", ["ana": [.readiness]]),
            ("flag=sleep_debt_high&page=9", ["ana": [.readiness, .sleep]]),
            ("flag=hrv_down_rhr_up&page=9", ["ana": [.readiness, .hrv]]),
            ("stale=true&page=9", ["ana": [.readiness, .hrv, .sleep]]),
            ("sort=lastNight&pageSize=1", ["ana": [.readiness, .hrv, .sleep], "bob": [.sleep]]),
            ("sort=lastNight&pageSize=1&page=2", ["ana": [.sleep], "bob": [.sleep]]),
            ("sort=readiness&pageSize=1&page=2", ["ana": [.readiness], "bob": [.sleep]]),
        ] as [(String, [String: Set<Signal>])])
    func toldElsewhere(query: String, expected: [String: Set<Signal>]) async throws {
        for (method, accept) in [(.get, nil), (.get, "text/csv"), (.head, nil)] as [(HTTPRequest.Method, String?)] {
            let scene = try await TeamScene()
            try await withServer(redis: store, access: scene.access) { client async throws in
                _ = try await client.send(method, "\(path)?\(query)", "cleo:coach", accept: accept)
                let reads = Dictionary(uniqueKeysWithValues: scene.reads.map { ($0.subject.text, $0.signals) })
                #expect(reads == expected)
            }
        }
    }

    @Test(
        "a row of which nothing can be shown has no name, no time, and is not recorded",
        arguments: [Signal.hrv, .activity])
    func nothingShown(signal: Signal) async throws {
        let scene = try await TeamScene()
        var settings = PersonalSettings()
        settings.displayName = Register(capturedAt: "2026-11-20T07:00:00Z", eventID: "n", value: "Dan D.")
        let profile = WellnessProfile(rows: Athlete.profile(lastDate: "2026-11-20").rows, settings: settings)
        let store = FakeProfileStore(wellness: ["dan": profile])
        let first = try TeamID("first")
        _ = try await scene.directory.setConsents([first: [signal]], of: UserID("dan"), within: .seconds(1))
        try await withServer(redis: store, access: scene.access) { client async throws in
            let text = try await client.get("\(path)?sort=-athlete&pageSize=1", token: "cleo:coach").text
            #expect(text.contains(#"{"userId":"dan","withheld":["#))
            #expect(scene.reads.isEmpty)
        }
    }

    @Test("the time of a row is that of what it shows, and the order by it no other")
    func updatedAt() async throws {
        let scene = try await TeamScene()
        var rows = Athlete.profile(lastDate: "2026-11-20").rows
        rows.insert(
            HRVRow(
                date: "2026-11-20", vendor: "oura", rmssd: 61, capturedAt: "2026-11-20T09:13:00Z", eventID: "late"))
        let profile = WellnessProfile(rows: rows, settings: PersonalSettings())
        let store = FakeProfileStore(wellness: ["ana": profile, "bob": profile])
        let first = try TeamID("first")
        _ = try await scene.directory.setConsents([first: [.sleep, .hrv]], of: UserID("bob"), within: .seconds(1))
        try await withServer(redis: store, access: scene.access) { client async throws in
            let rows = try await client.get("\(path)?sort=-updatedAt", token: "cleo:coach").text
                .components(splitAt: #"{"userId":"#)
            #expect(rows[1].hasPrefix(#""ana""#) && rows[1].contains(#""updatedAt":"2026-11-20T09:13:00Z""#))
            #expect(rows[2].hasPrefix(#""bob""#) && rows[2].contains(#""updatedAt":"2026-11-20T07:00:00Z""#))
        }
    }

    @Test("without room for the record shows nothing, while the own data stays open")
    func full() async throws {
        let scene = try await TeamScene(auditCapacity: 1)
        let store = FakeProfileStore(["ana": [.readiness: "{}"]])
        try await withServer(redis: store, access: scene.access) { client async throws in
            #expect(try await client.get("/api/v1/profiles/ana", token: "cleo:coach").status == .ok)
            let refused = try await client.get("/api/v1/profiles/ana", token: "cleo:coach")
            #expect(refused.status == .serviceUnavailable)
            #expect(!refused.text.contains("readiness"))
            let service = try await client.get("/api/v1/profiles/ana", token: "backend:service")
            #expect(service.status == .serviceUnavailable)
            #expect(try await client.get("/api/v1/profiles/ana", token: "ana:athlete").status == .ok)
        }
    }

    @Test("while the directory is away a coach sees nobody, and everybody else what needs no directory")
    func directoryAway() async throws {
        let scene = try await TeamScene()
        scene.directory.fail(true)
        let store = FakeProfileStore(["ana": [.readiness: "{}"]])
        try await withServer(redis: store, access: scene.access) { client async throws in
            for (path, token, expected) in [
                (path, "cleo:coach", .serviceUnavailable), ("/api/v1/profiles/ana", "cleo:coach", .serviceUnavailable),
                ("/api/v1/profiles/ana", "ana:athlete", .ok), ("/api/v1/profiles/ana", "backend:service", .ok),
            ] as [(String, String, HTTPResponse.Status)] {
                let answer = try await client.get(path, token: token)
                #expect(answer.status == expected, "\(path) \(token)")
            }
        }
    }

    @Test("filters and orders, without telling by either what is withheld")
    func order() async throws {
        let scene = try await TeamScene()
        try await withServer(redis: store, access: scene.access) { client async throws in
            func users(_ query: String) async throws -> [Substring] {
                let text = try await client.get("\(path)?\(query)", token: "cleo:coach").text
                return text.components(splitAt: #"{"userId":""#).dropFirst().map { $0.prefix { $0 != "\"" } }
            }
            #expect(try await users("sort=athlete") == ["ana", "bob", "dan"])
            #expect(try await users("sort=-athlete") == ["dan", "bob", "ana"])
            #expect(try await users("sort=-readiness") == ["ana", "bob", "dan"])
            #expect(try await users("sort=readiness") == ["ana", "bob", "dan"])
            #expect(try await users("sort=-lastNight").last == "dan")
            #expect(try await users("stale=false") == ["ana"])
            #expect(try await users("stale=true").isEmpty)
            #expect(try await users("sort=athlete&pageSize=1&page=2") == ["bob"])
            #expect(try await users("page=9").isEmpty)
        }
    }

    @Test(
        "a query that is not known is refused",
        arguments: [
            "band=best", "flag=red", "stale=maybe", "sort=name", "page=0", "pageSize=201", "pagesize=1", "page=x",
        ])
    func badQuery(query: String) async throws {
        let scene = try await TeamScene()
        try await withServer(redis: store, access: scene.access) { client async throws in
            let answer = try await client.get("\(path)?\(query)", token: "cleo:coach")
            #expect(answer.status == .badRequest)
        }
    }

    @Test("comes as CSV to whoever asks for it")
    func csv() async throws {
        let scene = try await TeamScene()
        let evil = try UserID("=1+1,\"x\"")
        _ = try await scene.directory.put(evil, as: .athlete, in: TeamID("first"), within: .seconds(1))
        try await withServer(redis: store, access: scene.access) { client async throws in
            let response = try await client.send(.get, "\(path)?sort=athlete", "cleo:coach", accept: "text/csv")
            #expect(response.contentType == "text/csv; charset=utf-8; header=present")
            #expect(response.headers[.vary] == "Accept")
            let lines = response.text.components(splitAt: "\r\n")
            #expect(lines.count == 6 && lines.last == "")
            #expect(lines[0].hasPrefix("userId,displayName,date,readiness,"))
            #expect(lines[1].hasPrefix(#""'=1+1,""x""","#))
            #expect(lines[2].hasPrefix("ana,,2026-11-20,"))
            #expect(lines[3].hasSuffix(",hrv; readiness"))
            let both = try await client.send(.get, path, "cleo:coach", accept: "text/csv;q=0.5, application/json")
            #expect(both.contentType == "application/json")
        }
    }

    @Test("an athlete's last days are shown as far as consent for this team goes")
    func trend() async throws {
        let scene = try await TeamScene()
        try await withServer(redis: store, access: scene.access) { client async throws in
            let path = "/api/v1/teams/first/athletes"
            let ana = try await client.get("\(path)/ana/trend?days=3", token: "cleo:coach").text
            #expect(ana.hasPrefix(#"{"userId":"ana","from":"2026-11-18","to":"2026-11-20","#))
            #expect(ana.components(splitAt: #""hrv":{"value":"#).count == 4)
            let bob = try await client.get("\(path)/bob/trend", token: "cleo:coach").text
            #expect(bob.contains(#""sleepMin":"#) && !bob.contains(#""hrv":{"#) && !bob.contains(#""band""#))
            #expect(bob.hasSuffix(#""withheld":["hrv","readiness"]}"#))
            #expect(try await client.get("\(path)/cleo/trend", token: "cleo:coach").status == .forbidden)
            #expect(try await client.get("\(path)/ana/trend?days=57", token: "cleo:coach").status == .badRequest)
        }
    }
}

extension String {
    /// The parts between the separators.
    func components(splitAt separator: String) -> [Substring] {
        split(separator: separator, omittingEmptySubsequences: false)
    }
}

import Access
import AccessFakes
import Events
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Identity
import Logging
import Profiles
import Readiness
import TestSupport
import Testing

@testable import ProfileAPI

/// Every signal withheld, alone and in pairs, on every route, stream and table.
///
/// What can be reconstructed from answers must make a difference to them. So everything is asked in two worlds that differ in
/// the withheld signals alone (in their values, and in when they were measured), and every byte must be the same. Where the
/// score is shown the worlds have the same scores, rounded, on every day: that much it tells, by its nature.
@Suite("The consent matrix")
struct ConsentMatrixTests {
    struct Withheld: Sendable, CustomTestStringConvertible {
        let signals: Set<Signal>
        var shown: Set<Signal> { Signal.all.subtracting(signals) }
        var testDescription: String { Signal.allCases.filter(signals.contains).map(\.rawValue).joined(separator: "+") }
    }

    static let alone = Signal.allCases.map { Withheld(signals: [$0]) }
    static let pairs = Signal.allCases.enumerated().flatMap { index, one in
        Signal.allCases.dropFirst(index + 1).map { Withheld(signals: [one, $0]) }
    }

    @Test("keeps every withheld number, date and order out of every answer", arguments: alone + pairs)
    func nothingDiffers(_ withheld: Withheld) async throws {
        let (one, other) = (try World(withheld, isChanged: false), try World(withheld, isChanged: true))
        try one.expectSameScores(as: other, on: withheld)
        let (first, second) = (try await one.answers(), try await other.answers())
        #expect(first.count == second.count && first.count > 60)
        for (name, answer) in first.sorted(by: { $0.key < $1.key }) {
            #expect(answer == second[name], "\(name) tells what is withheld")
        }
        let own = (try await one.ownProfile(), try await other.ownProfile())
        #expect(own.0 != own.1, "the worlds do differ")
    }

    @Test("has the secret numbers in no answer, nor what is left when the shown points are taken from an exact score")
    func subtraction() async throws {
        for withheld in Self.alone + Self.pairs where withheld.signals.contains(.hrv) {
            let world = try World(withheld, isChanged: false, isAlone: true)
            let secrets = world.numbersOfHRV
            try #require(secrets.count > 8)
            for (name, answer) in try await world.answers() {
                for secret in secrets { #expect(!answer.contains(secret), "\(name): \(secret)") }
                for sum in ["scoreExact", "points", #""weight""#, "revisions"] {
                    #expect(!answer.contains(sum), "\(name): \(sum)")
                }
            }
        }
    }

    @Test("records exactly what each answer has shown", arguments: alone + pairs)
    func recorded(_ withheld: Withheld) async throws {
        let world = try World(withheld, isChanged: false)
        for (name, ask, signals) in try await world.recorded() {
            #expect(signals == ask.tells(withheld.shown), "\(name)")
        }
    }

    @Test("has every route in it")
    func complete() throws {
        let described = Set(try InterfaceDocumentTests.operations().keys)
        let named = Set(Ask.all.map { "GET \($0.route)" }).union(Ask.changing)
        #expect(described.subtracting(named).sorted() == [], "routes that the matrix lacks")
        #expect(named.subtracting(described).sorted() == [], "rows without a route")
    }
}

/// One question of a coach about ana, who is in the coach's team.
struct Ask: Sendable {
    enum Form: Sendable { case document, table, serverSentEvents, webSocket }

    let route: String
    let path: String
    var form = Form.document
    /// What of ana the answer shows to somebody who may see these signals.
    var tells: @Sendable (Set<Signal>) -> Set<Signal> = { _ in [] }

    private init(
        _ route: String, _ query: String = "", _ form: Form = .document, date: String = "2026-11-20",
        tells: @escaping @Sendable (Set<Signal>) -> Set<Signal> = { _ in [] }
    ) {
        self.route = route
        path =
            route.replacing("{userId}", with: "ana").replacing("{teamId}", with: "first").replacing(
                "{date}", with: date)
            + query
        self.form = form
        self.tells = tells
    }

    /// What changes something, or is another server's, and shows nobody's data.
    static let changing: Set = [
        "DELETE /api/v1/users/{userId}", "POST /api/v1/teams", "PUT /api/v1/teams/{teamId}",
        "DELETE /api/v1/teams/{teamId}", "PUT /api/v1/teams/{teamId}/members/{userId}",
        "DELETE /api/v1/teams/{teamId}/members/{userId}", "PUT /api/v1/consents", "PUT /api/v1/alerts",
        "POST /api/v1/events", "POST /ingest/hrv", "POST /ingest/sleep", "GET /openapi.yaml",
    ]

    static let all: [Ask] = profiles + scores + teams + own

    private static let profiles: [Ask] = [
        Ask("/api/v1/profiles/{userId}", tells: { $0 }), Ask("/api/v1/profiles", "?ids=ana,bob", tells: { $0 }),
        Ask("/api/v1/stream", "?user=ana", .serverSentEvents, tells: { $0 }),
        Ask("/api/v1/stream", "?team=first", .serverSentEvents, tells: { $0 }),
        Ask("/api/v1/ws", "?user=ana", .webSocket, tells: { $0 }),
        Ask("/api/v1/ws", "?team=first", .webSocket, tells: { $0 }),
        Ask("/api/v1/users/{userId}/export"),
    ]

    private static let scores: [Ask] = [
        Ask("/api/v1/users/{userId}/readiness/today", tells: score),
        Ask("/api/v1/users/{userId}/readiness", tells: score),
        Ask("/api/v1/users/{userId}/readiness", "?from=2026-09-01&to=2026-11-20", tells: score),
        Ask("/api/v1/users/{userId}/readiness/{date}/explanation", tells: score),
        Ask("/api/v1/users/{userId}/readiness/{date}/explanation", date: "today", tells: score),
        Ask("/api/v1/users/{userId}/readiness/{date}/explanation", date: "2026-11-12", tells: score),
        Ask("/api/v1/users/{userId}/sleep/summary", tells: { $0.intersection([.sleep]) }),
        Ask(
            "/api/v1/users/{userId}/sleep/summary", "?from=2026-11-01&to=2026-11-20",
            tells: { $0.intersection([.sleep]) }),
        Ask("/api/v1/users/{userId}/hrv/summary", tells: { $0.intersection([.hrv]) }),
        Ask("/api/v1/users/{userId}/hrv/summary", "?from=2026-11-01&to=2026-11-20", tells: { $0.intersection([.hrv]) }),
    ]

    private static let teams: [Ask] =
        orders + filters + [
            Ask("/api/v1/teams/{teamId}/readiness", "", .table, tells: row),
            Ask("/api/v1/teams/{teamId}/readiness", "?page=9", .table),
            Ask(
                "/api/v1/teams/{teamId}/athletes/{userId}/trend", "?days=56",
                tells: { $0.intersection([.hrv, .sleep, .readiness]) }),
            Ask("/api/v1/teams"), Ask("/api/v1/teams/{teamId}"), Ask("/api/v1/teams/{teamId}/members"),
        ]

    private static let orders: [Ask] = [
        "athlete", "readiness", "-readiness", "change", "-lastNight", "sleepDebt", "updatedAt", "-updatedAt",
    ].map { Ask("/api/v1/teams/{teamId}/readiness", "?sort=\($0)", .table, tells: row) }

    /// On a page beyond the last, where the total is all that is told.
    private static let filters: [Ask] = [
        filter("band=low", [.readiness]), filter("band=normal", [.readiness]), filter("stale=true", [.readiness]),
        filter("stale=false", [.readiness]), filter("flag=sleep_debt_high", [.readiness, .sleep]),
        filter("flag=hrv_down_rhr_up", [.readiness, .hrv]), filter("flag=hrv_unusually_high", [.readiness, .hrv]),
    ]

    private static func filter(_ filter: String, _ needed: Set<Signal>) -> Ask {
        Ask("/api/v1/teams/{teamId}/readiness", "?page=9&\(filter)", .table) { shown in
            guard shown.isSuperset(of: needed) else { return [] }
            return filter.hasPrefix("stale") ? row(shown) : needed
        }
    }

    /// What is about the caller, or nobody.
    private static let own: [Ask] =
        [
            "/api/v1/readiness/today", "/api/v1/readiness", "/api/v1/readiness/{date}/explanation",
            "/api/v1/sleep/summary",
            "/api/v1/hrv/summary", "/api/v1/export", "/api/v1/consents", "/api/v1/alerts", "/api/v1/audit", "/healthz",
            "/readyz",
        ].map { Ask($0) } + [Ask("/api/v1/audit", "?user=ana")]

    private static let score: @Sendable (Set<Signal>) -> Set<Signal> = { shown in
        shown.contains(.readiness) ? shown.intersection([.hrv, .sleep, .readiness]) : []
    }
    private static let row: @Sendable (Set<Signal>) -> Set<Signal> = { shown in
        shown.contains(.readiness) ? shown.intersection([.hrv, .sleep, .readiness]) : shown.intersection([.sleep])
    }
}

/// The team `first` with ana, who withholds, and bob, who shows all and is as ana in the unchanged world; or nothing, so that
/// what is searched for is told of nobody.
private struct World {
    private static let today: CivilDate = "2026-11-20"
    private static let coach = "cleo:coach"

    private let withheld: ConsentMatrixTests.Withheld
    private let isAlone: Bool
    private let ana: WellnessProfile
    private let store: FakeProfileStore

    init(_ withheld: ConsentMatrixTests.Withheld, isChanged: Bool, isAlone: Bool = false) throws {
        self.withheld = withheld
        self.isAlone = isAlone
        let changed = isChanged ? withheld.signals : []
        ana = Self.profile(changed, isScoreShown: withheld.shown.contains(.readiness))
        let bob = Self.profile([], isScoreShown: true)
        let reasons = changed.isDisjoint(with: [.hrv, .sleep, .readiness])
        store = FakeProfileStore(
            wellness: ["ana": ana, "bob": bob],
            revisions: ["ana 2026-11-20": [Self.revision(cause: reasons ? "hrv-1" : "hrv-late-2", isLate: !reasons)]])
        var documents = try Athlete.documents(ana)
        documents[.activity] = changed.contains(.activity) ? #"{"events":{"run":7}}"# : #"{"events":{"swim":1}}"#
        store.add("ana", documents)
        store.add("bob", try Athlete.documents(bob, userID: "bob"))
    }

    /// Mornings and nights with distinctive values; changed, they differ by little where the score is shown, else by much,
    /// and were in any case measured at other times.
    private static func profile(_ changed: Set<Signal>, isScoreShown: Bool) -> WellnessProfile {
        var rows = DailyRows()
        for back in 0..<60 {
            let date = today.advanced(by: -back)
            let morning = Instant(microseconds: Int64(date.dayNumber) * 86_400_000_000 + 25_261_000_000)
            func time(of signal: Signal) -> Instant {
                changed.contains(signal) ? morning.advanced(bySeconds: 7_907) : morning
            }
            let isOld = isScoreShown || back > 2
            let heart = changed.contains(.hrv) ? (isScoreShown ? 1.000_004 : 0.83) : 1
            if !changed.contains(.hrv) || isOld {
                rows.insert(
                    HRVRow(
                        date: date, vendor: "oura", rmssd: (61.377 + Double(back * 7 % 11)) * heart,
                        restingHR: (50.613 + Double(back % 3)) * heart, capturedAt: time(of: .hrv),
                        eventID: "h\(back)\(changed.contains(.hrv))"))
            }
            let night = changed.contains(.sleep) ? (isScoreShown ? 1.000_004 : 0.83) : 1
            if !changed.contains(.sleep) || isOld {
                rows.insert(
                    SleepRow(
                        date: date, vendor: "oura", durationMin: (427.219 + Double(back * 13 % 50)) * night,
                        efficiencyPct: 88.131, capturedAt: time(of: .sleep),
                        eventID: "s\(back)\(changed.contains(.sleep))"))
            }
            if changed.contains(.readiness) {
                rows.add(load: 90 + Double(back % 7) * 40, on: date, eventID: "l\(back)")
            }
        }
        return WellnessProfile(rows: rows, settings: PersonalSettings())
    }

    private static func revision(cause: String, isLate: Bool) -> ScoreRevision {
        let state = ScoreRevision.State(score: 74, band: "normal", configCommit: "4f2a")
        return ScoreRevision(
            number: 1, causes: Causes([cause]), revisedAt: isLate ? "2026-11-20T09:13:00Z" : "2026-11-20T07:02:00Z",
            current: state,
            previous: state, previousDrivers: Array(#"[{"component":"hrv","points":-3.141593}]"#.utf8))
    }

    /// The worlds must not differ in what a shown score tells by its nature.
    func expectSameScores(as other: World, on withheld: ConsentMatrixTests.Withheld) throws {
        guard withheld.shown.contains(.readiness) else { return }
        for back in 0..<90 {
            let date = Self.today.advanced(by: -back)
            let scores = [self, other].map { $0.ana.score(on: date, terms: Athlete.terms, userID: "ana") }
            try #require(scores[0].total?.score == scores[1].total?.score && scores[0].status == scores[1].status)
        }
    }

    /// What HRV and resting heart rate come to, as answers would write them.
    var numbersOfHRV: Set<String> {
        let result = ana.score(on: Self.today, terms: Athlete.terms, userID: "ana")
        let scores = [result.components.hrv.score, result.components.restingHR.score]
        let numbers =
            scores.flatMap { [$0?.score, $0?.baselineMean, $0?.baselineSd, $0?.index, $0?.zToday, $0?.zWeek] }
            + [result.total?.points.hrv, result.total?.points.restingHR, result.total?.exact, 61.377, 50.613]
        return Set(
            numbers.compactMap(\.self).map { number in
                var json = JSONWriter()
                json.rounded(number)
                return String(decoding: json.bytes, as: UTF8.self)
            }.filter { $0.utf8.count > 5 })
    }

    /// Every answer in full, headers and all, by what was asked.
    func answers() async throws -> [String: String] {
        try await inServer { client, _ in
            var answers: [String: String] = [:]
            for ask in Ask.all {
                for (name, answer) in try await Self.ask(ask, client) { answers[name] = answer }
            }
            return answers
        }
    }

    /// What of ana was recorded for each single request.
    func recorded() async throws -> [(String, Ask, Set<Signal>)] {
        try await inServer { client, scene in
            var recorded: [(String, Ask, Set<Signal>)] = []
            for ask in Ask.all {
                let before = scene.looks.count
                let names = try await Self.ask(ask, client).keys.sorted()
                let looks = scene.looks.dropFirst(before)
                let ofAna = looks.flatMap(\.reads).filter { $0.subject.text == "ana" }
                let signals = Set(ofAna.map(\.signals))
                // Each form of the question shows the same, and is recorded as often as it was asked.
                if ofAna.count == names.count, signals.count == 1, let signals = signals.first {
                    recorded.append((names[0], ask, signals))
                } else {
                    #expect(ofAna.isEmpty, "\(names[0]): \(ofAna.count) records of \(names.count) answers, \(signals)")
                    recorded.append((names[0], ask, []))
                }
            }
            return recorded
        }
    }

    func ownProfile() async throws -> String {
        try await inServer { client, _ in
            let paths = ["/api/v1/profiles/ana", "/api/v1/readiness/today/explanation"]
            var text = ""
            for path in paths { text += try await client.get(path, token: "ana:athlete").text }
            return text
        }
    }

    /// The answers to one question in all its forms.
    private static func ask(_ ask: Ask, _ client: any TestClientProtocol) async throws -> [String: String] {
        switch ask.form {
        case .document, .table:
            var answers: [String: String] = [:]
            for accept in ask.form == .table ? ["application/json", "text/csv"] : ["application/json"] {
                for method in [HTTPRequest.Method.get, .head] {
                    let answer = try await client.send(method, ask.path, coach, accept: accept)
                    let headers = answer.headers.filter { $0.name != .date }.map { "\($0.name): \($0.value)" }.sorted()
                    answers["\(method) \(ask.path) \(accept)"] = "\(answer.status.code)\n\(headers)\n\(answer.text)"
                }
            }
            return answers
        case .serverSentEvents, .webSocket:
            let port = try #require(client.port)
            let handshake =
                ask.form == .webSocket
                ? [
                    "Connection: keep-alive, Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13",
                    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                ] : []
            let stream = try await RawClient.get(ask.path, port: port, token: coach, handshake)
            defer { Task { await stream.close() } }
            try await stream.wait(for: #"{"userId":"ana""#)
            var answer: String?
            while answer == nil {
                answer = Self.document(in: stream.text, isOfTeam: ask.path.contains("team"))
                try await Task.sleep(for: .milliseconds(2))
            }
            return [(ask.form == .webSocket ? "ws " : "sse ") + ask.path: answer ?? ""]
        }
    }

    /// Ana's document in what a stream has told so far, once all of it has come; of a stream about ana alone all before it too,
    /// which has the event's id. A team's id is that of everybody told of before.
    private static func document(in told: String, isOfTeam: Bool) -> String? {
        guard let start = told.firstRange(of: #"{"userId":"ana""#) else { return nil }
        var depth = 0
        for index in told[start.lowerBound...].indices {
            if told[index] == "{" { depth += 1 }
            if told[index] == "}" { depth -= 1 }
            guard depth == 0 else { continue }
            let first = isOfTeam ? start.lowerBound : told.firstRange(of: "profile")?.lowerBound
            return String(told[(first ?? start.lowerBound)...index])
        }
        return nil
    }

    private func inServer<Value: Sendable>(
        _ body: @escaping @Sendable (any TestClientProtocol, TeamScene) async throws -> Value
    ) async throws -> Value {
        let scene = try await TeamScene(auditCapacity: 100_000)
        let first = try TeamID("first")
        for (user, shown) in [("ana", withheld.shown), ("bob", isAlone ? [] : Signal.all)] {
            _ = try await scene.directory.setConsents([first: shown], of: UserID(user), within: .seconds(1))
        }
        let (values, value) = AsyncStream<Value>.makeStream()
        try await withServer(redis: store, postgres: store, access: scene.access) { client in
            value.yield(try await body(client, scene))
        }
        value.finish()
        for await value in values { return value }
        throw CancellationError()
    }
}

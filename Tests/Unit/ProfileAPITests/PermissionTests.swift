import Access
import AccessFakes
import HTTPKit
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Identity
import Logging
import Testing

@testable import ProfileAPI

/// Every role against every route. A route that is not in this table fails the test: add it with what it allows.
@Suite("Permissions")
struct PermissionTests {
    /// Callers as they stand to the team `first` and its athlete ana.
    enum Caller: String, CaseIterable {
        case ana = "ana:athlete"
        case teammate = "bob:athlete"
        case coach = "cleo:coach"
        case otherCoach = "carl:coach"
        case service = "backend:service"
        case admin = "root:admin"
        case noRole = "ana:nothing"
    }

    struct Row: Sendable, CustomTestStringConvertible {
        var method: HTTPRequest.Method
        /// As the router has it.
        var route: String
        /// As it is asked for; nil for the route itself.
        var path: String?
        var body: String?
        /// Who is let in; everybody else gets 403.
        var allowed: [Caller]
        /// Who may ask, and of whom nothing is known.
        var unknown: [Caller]
        /// An answer without an end, so that only those who get none are looked at.
        var isStream = false

        init(
            _ method: HTTPRequest.Method, _ route: String, _ path: String? = nil, body: String? = nil,
            allow allowed: [Caller], unknown: [Caller] = [], isStream: Bool = false
        ) {
            self.method = method
            self.route = route
            self.path = path
            self.body = body
            self.allowed = allowed
            self.unknown = unknown
            self.isStream = isStream
        }

        var testDescription: String { "\(method) \(path ?? route)" }
    }

    private static let athletes: [Caller] = [.ana, .teammate]
    private static let readersOfAna: [Caller] = [.ana, .coach, .service, .admin]

    static let table: [Row] =
        [
            Row(.get, "/api/v1/profiles/{userId}", "/api/v1/profiles/ana", allow: readersOfAna),
            Row(.get, "/api/v1/profiles", "/api/v1/profiles?ids=ana", allow: Caller.allCases),
            Row(.delete, "/api/v1/users/{userId}", "/api/v1/users/ana", allow: [.ana, .admin]),
            Row(.get, "/api/v1/export", allow: athletes, unknown: [.admin]),
            Row(.get, "/api/v1/users/{userId}/export", "/api/v1/users/ana/export", allow: [.ana, .admin]),
            Row(.get, "/api/v1/stream", allow: athletes, isStream: true),
            Row(.get, "/api/v1/stream", "/api/v1/stream?user=ana", allow: readersOfAna, isStream: true),
            Row(.get, "/api/v1/stream", "/api/v1/stream?team=first", allow: [.coach, .admin], isStream: true),
            Row(.get, "/api/v1/ws", allow: Caller.allCases, isStream: true),
        ] + person + teams

    /// What a person has twice: for the caller, and for somebody else.
    private static let person = [
        "readiness/today", "readiness", "readiness/{date}/explanation", "sleep/summary", "hrv/summary",
    ].flatMap { route in
        let path = route.replacing("{date}", with: "2026-11-20")
        return [
            Row(
                .get, "/api/v1/\(route)", "/api/v1/\(path)", allow: athletes, unknown: [.service, .admin]),
            Row(.get, "/api/v1/users/{userId}/\(route)", "/api/v1/users/ana/\(path)", allow: readersOfAna),
        ]
    }

    private static let teams: [Row] = [
        Row(.get, "/api/v1/teams", allow: [.ana, .teammate, .coach, .otherCoach, .admin]),
        Row(.post, "/api/v1/teams", body: #"{"teamId":"new","name":"New"}"#, allow: [.admin]),
        Row(.get, "/api/v1/teams/{teamId}", "/api/v1/teams/first", allow: [.ana, .teammate, .coach, .admin]),
        Row(.put, "/api/v1/teams/{teamId}", "/api/v1/teams/first", body: #"{"name":"1st"}"#, allow: [.admin]),
        Row(.delete, "/api/v1/teams/{teamId}", "/api/v1/teams/first", allow: [.admin]),
        Row(
            .get, "/api/v1/teams/{teamId}/members", "/api/v1/teams/first/members",
            allow: [.ana, .teammate, .coach, .admin]),
        Row(
            .put, "/api/v1/teams/{teamId}/members/{userId}", "/api/v1/teams/first/members/eve",
            body: #"{"role":"athlete"}"#, allow: [.coach, .admin]),
        Row(
            .put, "/api/v1/teams/{teamId}/members/{userId}", "/api/v1/teams/first/members/eve",
            body: #"{"role":"coach"}"#, allow: [.admin]),
        Row(
            .delete, "/api/v1/teams/{teamId}/members/{userId}", "/api/v1/teams/first/members/ana",
            allow: [.ana, .coach, .admin]),
        Row(.get, "/api/v1/teams/{teamId}/readiness", "/api/v1/teams/first/readiness", allow: [.coach, .admin]),
        Row(
            .get, "/api/v1/teams/{teamId}/athletes/{userId}/trend", "/api/v1/teams/first/athletes/ana/trend",
            allow: [.coach, .admin]),

        Row(.get, "/api/v1/consents", allow: athletes),
        Row(.put, "/api/v1/consents", body: #"{"teams":[]}"#, allow: athletes),
        Row(.get, "/api/v1/alerts", allow: athletes),
        Row(.put, "/api/v1/alerts", body: "{}", allow: athletes),
        Row(.get, "/api/v1/audit", allow: athletes + [.admin]),
        Row(.get, "/api/v1/audit", "/api/v1/audit?user=ana", allow: [.ana, .admin]),
    ]

    @Test("are as the table says, for every caller", arguments: table)
    func allowed(row: Row) async throws {
        for caller in Caller.allCases where !(row.isStream && row.allowed.contains(caller)) {
            // What a caller changes must not help or hinder the next one.
            let scene = try await TeamScene()
            let profile = Athlete.profile(lastDate: "2026-11-20")
            let store = FakeProfileStore(wellness: ["ana": profile, "bob": profile])
            store.add("ana", [.readiness: "{}"])
            try await withRouter(store, scene) { client in
                let answer = try await client.send(row.method, row.path ?? row.route, caller.rawValue, body: row.body)
                let isIn = answer.status.kind == .successful
                #expect(isIn == row.allowed.contains(caller), "\(caller): \(answer.status) \(answer.text)")
                if !isIn {
                    #expect(answer.status == (row.unknown.contains(caller) ? .notFound : .forbidden), "\(caller)")
                }
            }
        }
    }

    @Test("let nobody in without a token", arguments: table)
    func anonymous(row: Row) async throws {
        let scene = try await TeamScene()
        try await withRouter(FakeProfileStore(), scene) { client in
            let answer = try await client.executeRequest(
                uri: row.path ?? row.route, method: row.method, headers: [:], body: nil)
            #expect(answer.status == .unauthorized)
            #expect(answer.headers[.wwwAuthenticate] != nil)
        }
    }

    @Test(
        "are no person's own for bearing the person's name: what a namesake reads is recorded",
        arguments: [
            ("ana:service", [Role.service]), ("ana:admin", [.admin]), ("ana:athlete", []), ("ana:athlete,coach", []),
        ])
    func namesakes(token: String, recorded: [Role]) async throws {
        let paths = [
            "profiles/ana", "profiles?ids=ana", "readiness/today", "readiness", "readiness/2026-11-20/explanation",
            "sleep/summary", "hrv/summary", "users/ana/hrv/summary", "users/ana/readiness/today",
        ]
        for path in paths {
            let scene = try await TeamScene()
            let profile = Athlete.profile(lastDate: "2026-11-20")
            let store = FakeProfileStore(wellness: ["ana": profile])
            store.add("ana", try Athlete.documents(profile))
            try await withRouter(store, scene) { client async throws in
                #expect(try await client.send(.get, "/api/v1/\(path)", token).status == .ok)
                #expect(scene.reads.map(\.role) == recorded, "\(path)")
                #expect(scene.reads.allSatisfy { $0.subject.text == "ana" && !$0.signals.isEmpty })
            }
        }
    }

    @Test("are told of every route there is")
    func complete() async throws {
        let scene = try await TeamScene()
        let open: Set = ["GET /healthz", "GET /readyz", "GET /openapi.yaml"]
        let named = Set(Self.table.map { "\($0.method) \($0.route)" }).union(open)
        let server = Self.server(FakeProfileStore(), scene)
        let routes = try await server.buildRouter().methodsAndPaths()
        #expect(routes.subtracting(named).sorted() == [], "routes that the table does not name")
        #expect(named.subtracting(routes).sorted() == [], "rows without a route")
    }

    private func withRouter(
        _ store: FakeProfileStore, _ scene: TeamScene,
        _ body: @escaping @Sendable (any TestClientProtocol) async throws -> Void
    ) async throws {
        let responder = Self.server(store, scene).buildRouter().framed()
        try await Application(responder: responder).test(.router, body)
    }

    static func server(_ store: FakeProfileStore, _ scene: TeamScene) -> ProfileServer {
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let erasure = PersonErasure(log: FakeErasureLog(), logger: logger)
        return ProfileServer(
            store: FallbackProfileStore(redis: store, postgres: FakeProfileStore(), logger: logger),
            export: FakeExport(["ana": [["{}"]], "bob": [["{}"]]]), verifier: FakeVerifier(), access: scene.access,
            erasure: erasure, terms: { Athlete.terms },
            now: { "2026-11-20T12:00:00Z" }, logger: logger)
    }
}

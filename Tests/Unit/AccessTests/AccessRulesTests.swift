import HTTPKit
import Identity
import Testing

@testable import Access

@Suite("Who may see what")
struct AccessRulesTests {
    private static let all = Set(Signal.allCases)

    struct Case: Sendable, CustomTestStringConvertible {
        var roles: Set<Role>
        var isOwn = false
        var shared: Set<Signal>?
        /// Nil where the caller is refused.
        var shown: Set<Signal>?
        /// As what the read is recorded; nil where it is not.
        var recorded: Role?
        var testDescription: String { "\(roles.map(\.rawValue).sorted()) own=\(isOwn) shared=\(shared ?? [])" }
    }

    static let cases: [Case] = [
        // The own data needs the role athlete, and is not recorded.
        Case(roles: [.athlete], isOwn: true, shown: all),
        Case(roles: [], isOwn: true),
        Case(roles: [.coach], isOwn: true),
        Case(roles: [.coach, .athlete], isOwn: true, shown: all),
        // Another athlete sees nothing, whatever teams they share.
        Case(roles: [.athlete]),
        Case(roles: [.athlete], shared: all),
        Case(roles: []),
        // A coach sees what common teams are shown, which may be nothing.
        Case(roles: [.coach]),
        Case(roles: [.coach], shared: [], shown: [], recorded: .coach),
        Case(roles: [.coach], shared: [.sleep], shown: [.sleep], recorded: .coach),
        Case(roles: [.coach, .athlete], shared: [.hrv], shown: [.hrv], recorded: .coach),
        // Services and admins see everybody, and it is recorded as what.
        Case(roles: [.service], shown: all, recorded: .service),
        Case(roles: [.admin], shown: all, recorded: .admin),
        Case(roles: [.coach, .admin], shared: [], shown: all, recorded: .admin),
        Case(roles: [.service], isOwn: true, shown: all, recorded: .service),
    ]

    @Test("follows from roles, teams and consents alone", arguments: cases)
    func decisions(_ example: Case) throws {
        let (ana, bob) = (try UserID("ana"), try UserID("bob"))
        let caller = Caller(subject: example.isOwn ? ana : bob, roles: example.roles)
        let standing = AccessRules.standing(of: caller, to: ana)
        let visibility = AccessRules.visibility(standing, on: ana, shared: example.shared)
        #expect(visibility == example.shown.map { Visibility(of: ana, shown: $0) })
        let isRecorded = visibility != nil && standing != .own
        #expect((isRecorded ? AccessRules.reader(caller, ofTeam: false) : nil) == example.recorded)
    }

    @Test("of a team: its coaches and admins view it, everybody in it lists it, strangers nothing")
    func teams() throws {
        let roster = try Self.roster()
        for (name, roles, viewer, lists) in [
            ("cleo", [.coach], .coach, true), ("cleo", [.athlete], nil, false), ("ana", [.athlete], nil, true),
            ("ana", [.coach], nil, false), ("eve", [.coach, .athlete], nil, false), ("eve", [.admin], .admin, true),
            ("eve", [.service], nil, false),
        ] as [(String, Set<Role>, Role?, Bool)] {
            let caller = Caller(subject: try UserID(name), roles: roles)
            #expect(AccessRules.viewer(caller, of: roster) == viewer, "\(name) \(roles)")
            #expect(AccessRules.mayList(caller, roster) == lists, "\(name) \(roles)")
        }
        #expect(AccessRules.viewer(Caller(subject: try UserID("eve"), roles: [.admin]), of: nil) == nil)
    }

    @Test("a coach brings and removes athletes, an admin anybody, and everyone may leave")
    func memberships() throws {
        let roster = try Self.roster()
        for (name, roles, user, role, puts, removes) in [
            ("cleo", [.coach], "new", .athlete, true, true), ("cleo", [.coach], "new", .coach, false, true),
            ("cleo", [.coach], "ana", .coach, false, true), ("cleo", [.coach], "carl", .athlete, false, false),
            ("cleo", [.coach], "cleo", .athlete, false, true), ("ana", [.athlete], "ana", .athlete, false, true),
            ("ana", [.athlete], "bob", .athlete, false, false), ("eve", [.coach], "ana", .athlete, false, false),
            ("eve", [.coach, .athlete], "eve", .athlete, false, false), ("eve", [.admin], "carl", .athlete, true, true),
            ("eve", [.admin], "new", .coach, true, true), ("eve", [.service], "ana", .athlete, false, false),
        ] as [(String, Set<Role>, String, TeamRole, Bool, Bool)] {
            let caller = Caller(subject: try UserID(name), roles: roles)
            let user = try UserID(user)
            #expect(AccessRules.mayPut(caller, user, as: role, roster) == puts, "\(name) puts \(user) as \(role)")
            #expect(AccessRules.mayRemove(caller, user, roster) == removes, "\(name) removes \(user)")
        }
    }

    /// Coaches cleo and carl, athletes ana and bob.
    private static func roster() throws -> Roster {
        Roster(
            team: Team(id: try TeamID("first"), name: "First"),
            members: [
                .init(user: try UserID("ana"), role: .athlete), .init(user: try UserID("bob"), role: .athlete),
                .init(user: try UserID("carl"), role: .coach), .init(user: try UserID("cleo"), role: .coach),
            ])
    }
}

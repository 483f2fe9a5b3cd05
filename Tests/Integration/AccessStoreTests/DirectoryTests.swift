import Access
import Identity
import Postgres
import Testing

@Suite("Teams and consents in PostgreSQL")
struct DirectoryTests {
    @Test("a coach is shown what the athlete gives, from the next question on, and nothing after leaving")
    func sharing() async throws {
        try await withAccessStore { store in
            let directory = store.directory
            let (ana, cleo) = (try UserID("ana"), try UserID("cleo"))
            let team = try await store.team(coach: "cleo", athletes: ["ana"])
            func shared() async throws -> Set<Signal>? {
                try await directory.sharing(of: ana, with: cleo, within: patience)
            }
            #expect(try await shared() == [])
            #expect(try await directory.setConsents([team: [.hrv, .sleep]], of: ana, within: patience) == nil)
            #expect(try await shared() == [.hrv, .sleep])
            #expect(try await directory.setConsents([team: [.sleep]], of: ana, within: patience) == nil)
            #expect(try await shared() == [.sleep])
            #expect(try await directory.sharing(of: cleo, with: ana, within: patience) == nil)
            #expect(try await directory.remove(ana, from: team, within: patience))
            #expect(try await shared() == nil)
            #expect(try await directory.put(ana, as: .athlete, in: team, within: patience) == .done)
            #expect(try await shared() == [], "coming back starts without consents")
        }
    }

    @Test("consents to several teams add up for a coach of both, and a coach of neither sees nothing")
    func severalTeams() async throws {
        try await withAccessStore { store in
            let directory = store.directory
            let ana = try UserID("ana")
            let first = try await store.team(coach: "cleo", athletes: ["ana"])
            let second = Team(id: try TeamID("second"), name: "Second")
            #expect(try await directory.create(second, within: patience))
            for (name, role) in [("ana", TeamRole.athlete), ("cleo", .coach), ("carl", .coach)] {
                _ = try await directory.put(UserID(name), as: role, in: second.id, within: patience)
            }
            let given: [TeamID: Set<Signal>] = [first: [.hrv], second.id: [.readiness]]
            #expect(try await directory.setConsents(given, of: ana, within: patience) == nil)
            let expected: [String: Set<Signal>] = ["cleo": [.hrv, .readiness], "carl": [.readiness]]
            for (coach, signals) in expected {
                #expect(try await directory.sharing(of: ana, with: UserID(coach), within: patience) == signals)
            }
            #expect(try await directory.sharing(of: ana, with: UserID("eve"), within: patience) == nil)
            #expect(try await directory.consents(of: ana, within: patience).map(\.signals) == [[.hrv], [.readiness]])
            #expect(try await directory.delete(second.id, within: patience))
            #expect(try await directory.sharing(of: ana, with: UserID("carl"), within: patience) == nil)
        }
    }

    @Test("consent to a stranger's team changes nothing and names the team")
    func strangers() async throws {
        try await withAccessStore { store in
            let ana = try UserID("ana")
            let first = try await store.team(coach: "cleo", athletes: ["ana"])
            let wanted: [TeamID: Set<Signal>] = [first: [.hrv], try TeamID("none"): [.hrv]]
            #expect(try await store.directory.setConsents(wanted, of: ana, within: patience)?.text == "none")
            #expect(try await store.directory.consents(of: ana, within: patience).map(\.signals) == [[]])
            let coach: [TeamID: Set<Signal>] = [first: [.hrv]]
            #expect(try await store.directory.setConsents(coach, of: UserID("cleo"), within: patience) == first)
        }
    }

    @Test("the roster tells everybody and every consent; a role that changes ends the consents")
    func roster() async throws {
        try await withAccessStore { store in
            let directory = store.directory
            let team = try await store.team(coach: "cleo", athletes: ["bob", "ana"])
            _ = try await directory.setConsents([team: [.activity]], of: UserID("bob"), within: patience)
            let roster = try #require(try await directory.roster(of: team, within: patience))
            #expect(roster.members.map(\.user.text) == ["ana", "bob", "cleo"])
            #expect(roster.members.map(\.role) == [.athlete, .athlete, .coach])
            #expect(roster.members.map(\.consents) == [[], [.activity], []])
            for role in [TeamRole.coach, .athlete] {
                #expect(try await directory.put(UserID("bob"), as: role, in: team, within: patience) == .done)
            }
            let after = try await directory.roster(of: team, within: patience)
            #expect(after?.members.map(\.consents) == [[], [], []])
            #expect(try await directory.roster(of: TeamID("none"), within: patience) == nil)
        }
    }

    @Test("a team takes so many members and no more, also of those who come at once")
    func full() async throws {
        try await withAccessStore { store in
            let team = try await store.team(coach: "cleo", athletes: [])
            let directory = store.directory
            let outcomes = try await withThrowingTaskGroup(of: MemberOutcome.self) { group in
                for number in 1...(Team.membersMax + 10) {
                    group.addTask {
                        try await directory.put(UserID("a\(number)"), as: .athlete, in: team, within: .seconds(60))
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(outcomes.filter { $0 == .done }.count == Team.membersMax - 1)
            #expect(outcomes.filter { $0 == .full }.count == 11)
            #expect(try await directory.put(UserID("cleo"), as: .coach, in: team, within: patience) == .done)
            #expect(
                try await directory.put(UserID("a"), as: .athlete, in: TeamID("x"), within: patience) == .noSuchTeam)
        }
    }

    @Test(
        "any user id is kept as it is",
        arguments: [
            "a'b\"c", "a/b%2F\\", "🏃‍♀️", "'; DROP TABLE access.reads; --", "{a,b}", "NULL",
            String(repeating: "ü", count: 64),
        ])
    func oddIDs(id: String) async throws {
        try await withAccessStore { store in
            let user = try UserID(id)
            let team = try await store.team(coach: "cleo", athletes: [id])
            _ = try await store.directory.setConsents([team: [.hrv]], of: user, within: patience)
            #expect(try await store.directory.sharing(of: user, with: UserID("cleo"), within: patience) == [.hrv])
            try await store.directory.setAlerts(
                AlertPreferences(readinessBelow: 40), of: user, within: patience)
            #expect(try await store.directory.alerts(of: user, within: patience).readinessBelow == 40)
        }
    }

    @Test("the generation moves with every change of membership and consent, its other number with alerts")
    func generation() async throws {
        try await withAccessStore { store in
            let directory = store.directory
            let team = try await store.team(coach: "cleo", athletes: ["ana"])
            let ana = try UserID("ana")
            var last = try await directory.generation(within: patience)
            func moved() async throws -> Bool {
                let now = try await directory.generation(within: patience)
                defer { last = now }
                #expect(now.decisions == last.decisions || now.alerts == last.alerts)
                return now.decisions > last.decisions
            }
            _ = try await directory.setConsents([team: [.hrv]], of: ana, within: patience)
            #expect(try await moved())
            let alerts = last.alerts
            try await directory.setAlerts(AlertPreferences(), of: ana, within: patience)
            #expect(try await !moved(), "what somebody wants to be told of decides nothing")
            #expect(last.alerts > alerts)
            _ = try await directory.roster(of: team, within: patience)
            #expect(try await !moved())
            _ = try await directory.remove(ana, from: team, within: patience)
            #expect(try await moved())
            _ = try await directory.delete(team, within: patience)
            #expect(try await moved())
        }
    }
}

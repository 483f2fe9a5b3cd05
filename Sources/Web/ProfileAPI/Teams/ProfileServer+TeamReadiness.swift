import Access
import Events
import HTTPKit
import Hummingbird
import Identity
import Profiles
import Readiness

/// What coaches see of their athletes.
extension ProfileServer {
    func addTeamReadiness(to api: RouterGroup<CallerContext>) {
        api.read("/teams/:teamId/readiness") { request, context in
            let table = try TeamTable(Query(request, "band", "flag", "stale", "sort", "page", "pageSize"))
            let (team, terms, end) = (try TeamID(in: context), terms(), deadline)
            return try await expensive.run(for: context.caller, until: end) {
                let view = try await access.view(of: team, in: context, until: end)
                let (rows, source) = try await rows(of: view.athletes, terms, until: end)
                let selected = table.select(rows)
                try access.record(selected.told, ofTeam: true, in: context)
                let answer = TeamAnswer(team: team, table: table, rows: selected.rows, total: selected.total)
                return answer.response(terms, from: source, to: request)
            }
        }
        api.read("/teams/:teamId/athletes/:userId/trend") { request, context in
            let days = try Query(request, "days").integer("days", in: 1...TeamTrend.daysMax) ?? 28
            let (team, user, terms, end) = (try TeamID(in: context), try UserID(in: context), terms(), deadline)
            return try await expensive.run(for: context.caller, until: end) {
                let view = try await access.view(of: team, in: context, until: end)
                guard let seen = view.athletes.first(where: { $0.subject == user }) else {
                    throw Problem.forbidden("this person is no athlete of the team")
                }
                let (profiles, source) = try await profiles(of: [seen], until: end)
                let profile = profiles[user] ?? WellnessProfile()
                let today = today(of: profile)
                let document = TeamTrend.json(
                    of: profile, today.advanced(by: 1 - days)...today, terms: terms, for: seen)
                try access.record(
                    [Look.Shown(user, seen.shown.intersection(TeamTrend.signals))], ofTeam: true, in: context)
                var response = Response.document(document, from: source, to: request)
                response.headers[.pulsehubConfigCommit] = terms.configCommit
                return response
            }
        }
    }

    /// So many athletes are read and scored at a time, so that no store and no thread is held up by a whole team.
    private static let lot = 20

    private func rows(
        of athletes: [Visibility], _ terms: WellnessProfile.Terms, until end: Deadline
    ) async throws -> ([TeamRow], ProfileSource) {
        var rows: [TeamRow] = []
        var slowest = ProfileSource.redis
        var rest = athletes[...]
        while !rest.isEmpty {
            let lot = rest.prefix(Self.lot)
            rest = rest.dropFirst(lot.count)
            let (profiles, source) = try await profiles(of: lot, until: end)
            if source == .postgres { slowest = source }
            for athlete in lot {
                let profile = profiles[athlete.subject] ?? WellnessProfile()
                rows.append(TeamRow(profile, on: today(of: profile), terms: terms, for: athlete))
                await Task.yield()
            }
        }
        return (rows, slowest)
    }

    /// The rows of all athletes who show anything, in one round trip; those who show nothing are not even read.
    private func profiles(
        of athletes: some Sequence<Visibility>, until end: Deadline
    ) async throws -> ([UserID: WellnessProfile], ProfileSource) {
        let shown = athletes.filter { !$0.shown.isEmpty }.map(\.subject)
        guard !shown.isEmpty else { return ([:], .redis) }
        let batch = try await store.wellness(of: shown, until: end)
        guard batch.isComplete else { throw Problem.unavailable("no store can tell of the whole team now") }
        // One answer of the slower store makes the whole answer that store's.
        let fromPostgres = batch.found.values.contains { $0.source == .postgres }
        return (batch.found.mapValues(\.value), fromPostgres ? .postgres : .redis)
    }

    private func today(of profile: WellnessProfile) -> CivilDate {
        now().date(inTimeZone: profile.settings.timeZone?.value)
    }
}

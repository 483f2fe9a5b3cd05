import Events
import Postgres
import Profiles
import Stored
import Streaming

/// Which events changed the scores that a rescorer finds changed: those whose rows the date's windows hold, and that came
/// after the record that the stored score was computed from.
struct RescoreCauses {
    private let changed: RescoredScores
    private let request: RescoreRequest
    private let inputs: ScoreInputs
    /// Where the person's events lie in the partition that the request names, oldest first; the first has the number 1.
    private let places: [LogPosition]

    init(
        _ changed: RescoredScores, of profile: WellnessProfile, _ request: RescoreRequest,
        on connection: PostgresConnection
    ) throws {
        self.changed = changed
        self.request = request
        let events = try connection.query(
            """
            SELECT payload->>'id' AS id, generation, "offset" FROM \(Tables.events)
            WHERE user_id = $1 AND topic = $2 AND partition = $3 AND rejection IS NULL
                AND (generation, "offset") > ($4, $5) ORDER BY generation, "offset"
            """,
            [.text(request.userID), .text(request.origin.topic), .int4(request.origin.partition)]
                + Self.floor(changed, request)
        ).rows
        var order: ScoreInputs.Order = [:]
        var places: [LogPosition] = []
        for row in events where try !row.isNull("id") {
            places.append(
                LogPosition(generation: Int64(try row.int("generation")), offset: Int64(try row.int("offset"))))
            order[ExactText(try row.text("id"))] = places.count
        }
        self.places = places
        inputs = ScoreInputs(of: profile, order: order)
    }

    /// None for a score that has not changed.
    func causes(of snapshot: ReadinessSnapshot, _ terms: WellnessProfile.Terms) -> Causes {
        guard let before = changed.before[snapshot.date] else { return Causes() }
        let era = terms.era(of: snapshot.date)
        let events = inputs.causes(
            of: snapshot.date, under: era.settings, after: before.map { number(of: $0.origin) } ?? .min)
        guard let before, before.configCommit != terms.configCommit else { return events }
        // Where a commit asks, no event did: those that came meanwhile are told, or have changed nothing here.
        let isAskedByCommit = Causes.commit(of: request.cause) != nil
        return isAskedByCommit || events.count == 0 ? Causes([Causes.configuration(era.commit)]) : events
    }

    /// The number of the last event that the stored score knew.
    private func number(of before: RecordOrigin) -> Int {
        guard before.place == request.origin.place else { return 0 }
        return places.count { $0 <= before.position }
    }

    /// The place behind which all events lie that can be a cause.
    private static func floor(_ changed: RescoredScores, _ request: RescoreRequest) -> [PostgresValue] {
        let known = changed.before.values.map { before in
            before.flatMap { $0.origin.place == request.origin.place ? $0.origin.position : nil }
        }
        let first = known.contains(nil) ? nil : known.compactMap { $0 }.min()
        return [.int8(first?.generation ?? 0), .int8(first?.offset ?? -1)]
    }
}

import Assembly
import Events
import Foundation
import Kafka
import Postgres
import Producing
import Redis
import Stored
import Terminal

/// Produces the input, waits for both paths, prints what came of it and checks the counts.
struct DemoStory: Sendable {
    let input: String
    let producer: Producer
    let events: EventProducer
    let redis: RedisConfiguration
    let postgres: PostgresConfiguration
    let apiPort: Int
    let ingestPort: Int
    /// For the examples: of a service, which may read all and send events.
    let token: String
    let rate: Double?

    /// Throws when an event is missing or doubled anywhere.
    func tell() async throws {
        print("\nStreaming \(input)")
        let report = await FileProduction.produce(
            try InputFile(path: input), to: events, rate: rate, patience: .seconds(60))
        FileProduction.print(report, file: input)
        guard report.acknowledged > 0 else { throw DevError("no event of \(input) was accepted") }
        try await catchUp()
        let connection = try RedisConnection(redis)
        let database = try PostgresConnection(postgres)
        let users = try DemoCounts.profileUsers(connection)
        print("\n" + (try DemoTable.render(users, connection)))
        let counts = try DemoCounts(acknowledged: report.acknowledged, users: users.count, database)
        print("\n\(counts)")
        try counts.check()
        if let user = users.first { print("\n" + examples(user)) }
    }

    /// Waits until the checkpoints of both sinks stand at the end of every topic.
    private func catchUp() async throws {
        let watch = CatchUp(producer: producer, redis: redis, postgres: postgres)
        var lag = try watch.lag()
        var lastMove = ContinuousClock.now
        while lag.total > 0 {
            try await Task.sleep(for: .milliseconds(100))
            let now = try watch.lag()
            if now != lag { lastMove = .now }
            lag = now
            guard ContinuousClock.now - lastMove < .seconds(60) else {
                throw DevError(
                    "nothing has moved for a minute. Waiting: \(counted(lag.hot, "record")) on the hot path, \(lag.cold) on the cold, "
                        + "\(counted(lag.rescore, "person", "people")) in \(Tables.rescoreQueue)")
            }
        }
    }

    private func examples(_ user: String) -> String {
        """
        Try it (docs/api.md goes on from here):
          auth='Authorization: Bearer \(token)'
          curl -s -H "$auth" http://127.0.0.1:\(apiPort)/api/v1/profiles/\(user)
          curl -s -H "$auth" http://127.0.0.1:\(apiPort)/api/v1/users/\(user)/readiness/today
          curl -s -H "$auth" http://127.0.0.1:\(apiPort)/api/v1/users/\(user)/readiness/\(SimulateCommand.yesterday)/explanation
          curl -s -H "$auth" -X POST http://127.0.0.1:\(ingestPort)/ingest/sleep -H 'content-type: application/json' \\
            -d '{"userId":"\(user)","date":"\(SimulateCommand.yesterday)","vendor":"oura","durationMin":431,\
        "capturedAt":"\(SimulateCommand.yesterday)T07:00:00Z"}'
        """
    }
}

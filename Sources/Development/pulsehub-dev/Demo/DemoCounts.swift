import Events
import Postgres
import Redis
import Stored
import Streaming

/// The counts that must agree.
struct DemoCounts: CustomStringConvertible {
    let produced: Int
    let archived: Int
    let archivedOnce: Int
    let athletes: Int
    let profiles: Int
    let unusable: Int
    let deadLetters: Int

    init(acknowledged: Int, users: Int, _ database: PostgresConnection) throws {
        produced = acknowledged
        profiles = users
        func count(_ sql: String) throws -> Int {
            try database.query(sql).first?.int(0) ?? 0
        }
        let events = "FROM \(Tables.events) WHERE topic IN ('\(Topics.wellness)', '\(Topics.activity)')"
        archived = try count("SELECT count(*) \(events)")
        archivedOnce = try count("SELECT count(DISTINCT (payload->>'source', payload->>'id')) \(events)")
        athletes = try count("SELECT count(DISTINCT user_id) \(events) AND rejection IS NULL")
        unusable = try count("SELECT count(*) \(events) AND rejection IS NOT NULL")
        deadLetters = try count("SELECT count(*) FROM \(Tables.events) WHERE topic = '\(Topics.deadLetter)'")
    }

    var description: String {
        """
        events produced      \(produced)
        events archived      \(archived)  (\(archivedOnce) distinct)
        athletes archived    \(athletes)
        live profiles        \(profiles)
        dead letters         \(deadLetters)  (\(unusable) unusable events archived)
        """
    }

    func check() throws {
        guard archived == produced, athletes == profiles, unusable == deadLetters else {
            throw DevError("the counts do not agree: this is a defect, or something else writes to these servers")
        }
    }

    /// Every user with a live profile, in order.
    static func profileUsers(_ redis: RedisConnection) throws -> [String] {
        var users: [String] = []
        var cursor = "0"
        repeat {
            let reply =
                try redis.command(
                    "SCAN", RedisArgument(cursor), "MATCH", RedisArgument(LiveProfileKeys.profilePrefix + "*"), "COUNT",
                    "1000"
                ).asArray ?? []
            guard reply.count == 2, let next = reply[0].asString else { break }
            users += (reply[1].asArray ?? []).compactMap {
                $0.asString.map { String($0.dropFirst(LiveProfileKeys.profilePrefix.count)) }
            }
            cursor = next
        } while cursor != "0"
        return Set(users).sorted()
    }
}

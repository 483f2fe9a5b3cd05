import Events
import HTTPTypes
import HummingbirdTesting
import LocalServers
import Postgres
import Redis
import Testing

@Suite("A person's routes over both stores")
struct PersonRoutesTests {
    private let athlete = StoredAthlete(id: #"o'brien "x" \ 100% a/b 🏃🏽‍♀️ "# + String(repeating: "é", count: 40))

    private var noon: Instant {
        Instant(microseconds: Int64(athlete.lastDate.dayNumber) * 86_400_000_000 + 43_200_000_000)
    }

    private var user: String {
        athlete.id.utf8.map { "%" + String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }

    /// Those whose answers do not depend on what only PostgreSQL knows.
    private var paths: [String] {
        let first = athlete.lastDate.advanced(by: -59)
        return [
            "profiles/\(user)", "users/\(user)/readiness/today", "users/\(user)/readiness?from=\(first)",
            "users/\(user)/sleep/summary?from=\(first)", "users/\(user)/hrv/summary?from=\(first)",
        ]
    }

    @Test("answer the same bytes from Redis, from PostgreSQL while Redis is down, and from Redis when it is back")
    func redisDies() async throws {
        let paths = paths
        try await ServedStores.run(now: noon, fill: fill) { stores in
            var live: [String: String] = [:]
            for path in paths {
                let response = try await stores.get(path)
                #expect(response.status == .ok, "\(path): \(response.text)")
                #expect(response.source == "redis")
                live[path] = response.text
            }
            stores.redis.kill()
            for path in paths {
                let response = try await stores.get(path)
                #expect(response.source == "postgres")
                #expect(response.text == live[path])
            }
            try stores.redis.restart()
            #expect(try await stores.answers(paths[0], from: "redis"))
            for path in paths { #expect(try await stores.get(path).text == live[path]) }
        }
    }

    @Test("go on while PostgreSQL is down, are unavailable while both are, and return with either")
    func bothDie() async throws {
        let paths = paths
        let explanation = "users/\(user)/readiness/\(athlete.lastDate)/explanation"
        let old = "users/\(user)/hrv/summary?from=\(athlete.lastDate.advanced(by: -200))"
        try await ServedStores.run(now: noon, fill: fill) { stores in
            stores.postgres.kill()
            for path in paths { #expect(try await stores.get(path).source == "redis") }
            let response = try await stores.get(explanation)
            #expect(response.status == .ok)
            #expect(response.text.hasSuffix(#""revisions":null}"#))
            #expect(try await stores.get(old).status == .serviceUnavailable)
            #expect(try await stores.get("users/ann/export").status == .serviceUnavailable)
            stores.redis.kill()
            for path in paths + [explanation, old] {
                let response = try await stores.get(path)
                #expect(response.status == .serviceUnavailable)
                #expect(response.headers[.retryAfter] != nil)
            }
            try stores.postgres.restart()
            #expect(try await stores.answers(paths[0], from: "postgres"))
            for path in paths + [explanation, old] { #expect(try await stores.get(path).source == "postgres") }
            try stores.redis.restart()
            #expect(try await stores.answers(paths[0], from: "redis"))
            #expect(try await stores.get(old).source == "postgres")
        }
    }

    @Test("tell today the same from the finished documents and from the rows, in either store")
    func today() async throws {
        let path = paths[1]
        let key = RedisArgument("profile:" + athlete.id)
        try await ServedStores.run(now: noon, fill: fill) { stores in
            let finished = try await stores.get(path).text
            #expect(finished.contains(#""updatedAt":""#))
            try RedisConnection(stores.redis.configuration).command("HDEL", key, "readiness", "wellness")
            // PostgreSQL's copy of the documents stands in for them.
            #expect(try await stores.get(path).text == finished)
            try stores.openPostgres().execute("TRUNCATE profile_snapshots")
            let fromRows = try await stores.get(path)
            #expect(fromRows.source == "redis")
            #expect(fromRows.text == finished)
            stores.redis.kill()
            let fromTables = try await stores.get(path)
            #expect(fromTables.source == "postgres")
            #expect(fromTables.text == finished)
        }
    }

    private func fill(_ redis: RedisConnection, _ postgres: PostgresConnection) throws {
        try athlete.store(in: redis)
        try athlete.store(in: postgres)
        try athlete.storeDocuments(ServedStores.terms, in: redis, postgres)
    }
}

import Foundation
import FoundationNetworking
import Identity
import LocalServers
import Postgres
import TestSupport
import Testing

extension PipelineTests {
    @Suite("Security events of real processes")
    struct SecurityEventTests {
        @Test("of a process without a PostgreSQL of its own and of the API are listed, a flood of them in a few lines")
        func listed() async throws {
            try await Pipeline.run { pipeline in
                let (api, ingest) = (try freePort(), try freePort())
                let first = try pipeline.start(.profileAPI, ["API_PORT": "\(api)"])
                let second = try pipeline.start(.ingest, ["INGEST_PORT": "\(ingest)"])
                try eventually("both serve", state: { pipeline.logs }) {
                    first.log.contains("profile API listens") && second.log.contains("ingest listens")
                }
                let token = try await pipeline.token(for: "ana", .athlete)
                func status(_ port: Int, _ path: String, _ method: String, _ token: String?) async throws -> Int {
                    var request = URLRequest(url: try #require(URL(string: "http://127.0.0.1:\(port)\(path)")))
                    request.httpMethod = method
                    request.setValue(token.map { "Bearer \($0)" }, forHTTPHeaderField: "Authorization")
                    let (_, response) = try await URLSession.shared.data(for: request)
                    return (response as? HTTPURLResponse)?.statusCode ?? 0
                }
                for _ in 0..<50 { #expect(try await status(ingest, "/api/v1/events", "POST", nil) == 401) }
                #expect(try await status(api, "/api/v1/profiles/bob", "GET", token) == 403)
                let events = "SELECT count(*) FROM access.security_events"
                try eventually("the first ones are written", state: { pipeline.logs }) {
                    try pipeline.openPostgres().query(events).first?.int(0) ?? 0 >= 2
                }
                // At its end a process writes what it has gathered.
                second.stop()
                let (code, output) = try pipeline.run(.securityEvents, ["--since", "1h", "--format", "json"])
                #expect(code == 0, "\(output)")
                let lines = output.split(separator: "\n").filter { $0.hasPrefix("{") }
                let refused = lines.filter {
                    $0.contains(#""kind":"login_refused""#) && $0.contains(#""process":"ingest""#)
                }
                let counts = refused.compactMap { $0.firstMatch(of: /"count":(\d+)/).flatMap { Int($0.1) } }
                #expect(counts.reduce(0, +) == 50 && counts.count <= 4, "\(output)")
                #expect(
                    lines.contains {
                        $0.contains(
                            #""who":"ana","roles":"athlete","action":"GET /api/v1/profiles/{userId}","subject":"bob""#)
                            && $0.contains(#""address":"127.0.0.1""#)
                    }, "\(output)")
                #expect(try pipeline.run(.securityEvents, ["--who", "bob"]).output.contains("access_refused"))
            }
        }
    }
}

import Events
import Foundation
import FoundationNetworking
import Identity
import Kafka
import LocalServers
import Postgres
import Streaming
import TestSupport
import Testing

extension ReplayTests {
    @Suite("what comes in without an id, as a nap, in another spelling, or as settings alone")
    struct ArrivalTests {
        private static let people = (0..<12).map { "person\($0)" }

        private func night(_ user: String, _ minutes: Int, _ more: String = "") -> String {
            #"{"userId":"\#(user)","date":"2025-05-30","vendor":"oura","durationMin":\#(minutes),"#
                + #""capturedAt":"2025-05-30T06:12:00Z"\#(more)}"#
        }

        private func event(_ user: String, _ type: String, _ data: String, id: String) -> ProducerRecord {
            let json = """
                {"specversion":"1.0","id":"\(id)","source":"t","type":"pulsehub.\(type).v1","subject":"\(user)",\
                "time":"2025-05-30T08:00:00Z","data":\(data)}
                """
            return InputRecords.record(Topics.wellness, user, Array(json.utf8))
        }

        @Test("counts as documented in both stores and the API; verify, rebuild and erasure cover all of it")
        func documented() async throws {
            try await Pipeline.run { pipeline in
                _ = try pipeline.start(.streamProcessor)
                _ = try pipeline.start(.archiver)
                let send = try await startIngest(pipeline)
                for user in Self.people { #expect(try await send("sleep", night(user, 432)) == 202) }
                try pipeline.settle()
                for (number, user) in Self.people.enumerated() {
                    #expect(try await send("sleep", night(user, 300 + number)) == 202)
                    // Of what was corrected, as a client that had no answer sends it again.
                    #expect(try await send("sleep", night(user, 432)) == 202)
                    let nap = night(user, 25, #","kind":"nap""#).replacing("06:12", with: "14:30")
                    #expect(try await send("sleep", nap) == 202)
                }
                let spelled = night("person0", 390).replacing("oura", with: " Oura").replacing("05-30", with: "05-29")
                #expect(try await send("sleep", spelled) == 202)
                try pipeline.produce([
                    event("settler", "profile.updated", #"{"timeZone":"Europe/Berlin"}"#, id: "s1"),
                    event(
                        "napper", "sleep.recorded",
                        #"{"date":"2025-05-30","vendor":"Oura","durationMin":20,"kind":"nap","capturedAt":"2025-05-30T07:00:00Z"}"#,
                        id: "n1"),
                    event(
                        "napper", "sleep.recorded",
                        #"{"date":"2025-05-30","vendor":"oura","durationMin":21,"kind":"nap","capturedAt":"2025-05-30T06:00:00Z"}"#,
                        id: "n2"),
                    event(
                        "napper", "record.deleted",
                        #"{"kind":"nap","date":"2025-05-30","vendor":"oura","capturedAt":"2025-05-30T07:30:00Z"}"#,
                        id: "n3"),
                ])
                try pipeline.settle()
                let ask = try await pipeline.startProfileAPI()
                for stop in [false, true] {
                    if stop { pipeline.redis.stop() } else { try await check(pipeline, ask) }
                    try await expectServed(ask)
                    if stop { break }
                    try pipeline.expectVerified()
                    #expect(try pipeline.run(.rebuild, ["--all"]).exitCode == 0)
                    try pipeline.expectVerified()
                    let erasure = try Erasure(user: "person0", id: UUID().uuidString.lowercased())
                    try pipeline.produce(Erasure.topics.map(erasure.record))
                    try pipeline.settle()
                    #expect(try pipeline.places(of: "person0") == [])
                    try pipeline.expectVerified()
                }
            }
        }

        @Test("a night that was taken for a nap, or is missing in the table of naps, is found by verify")
        func planted() async throws {
            try await Pipeline.run { pipeline in
                _ = try pipeline.start(.streamProcessor)
                _ = try pipeline.start(.archiver)
                try pipeline.produce(
                    (0..<9).map { number in
                        event(
                            "ann", "sleep.recorded",
                            #"{"date":"2025-05-30","vendor":"oura","durationMin":20,"kind":"nap","#
                                + #""capturedAt":"2025-05-30T07:0\#(number):00Z"}"#, id: "n\(number)")
                    })
                try pipeline.settle()
                try pipeline.expectVerified()
                let stored = try pipeline.openPostgres().query("SELECT captured_at FROM nap_daily").rows.count
                #expect(stored == 8)
                _ = try pipeline.openPostgres().execute("DELETE FROM nap_daily WHERE event_id = 'n4'")
                try pipeline.expectDifferences(["ann  nap_daily 2025-05-30 oura 2025-05-30T07:04:00Z"])
            }
        }

        private func check(
            _ pipeline: Pipeline, _ ask: @Sendable (String) async throws -> Pipeline.Answer
        ) async throws {
            let rows = try pipeline.openPostgres().query(
                "SELECT DISTINCT vendor FROM sleep_daily WHERE user_id = 'person0'")
            #expect(try rows.rows.map { try $0.text(0) } == ["oura"])
            // Written to Kafka directly, names count as they stand: the delete took back one of the two.
            let naps = try await ask("/api/v1/users/napper/sleep/summary?from=2025-05-30&to=2025-05-30")
            #expect(text(naps).contains(#""naps":[{"vendor":"Oura","durationMin":20,"#), "\(text(naps))")
        }

        private func expectServed(_ ask: @Sendable (String) async throws -> Pipeline.Answer) async throws {
            for path in ["profiles/settler", "users/settler/readiness/today", "profiles/napper"] {
                #expect(try await ask("/api/v1/\(path)").status == 200)
            }
            #expect(try await ask("/api/v1/profiles/nobody").status == 404)
            for (number, user) in Self.people.enumerated().dropFirst() {
                let answer = try await ask("/api/v1/users/\(user)/sleep/summary?from=2025-05-30&to=2025-05-30")
                #expect(text(answer).contains(#""durationMin":\#(300 + number),"capturedAt":"2025-05-30T06:12:00Z""#))
                #expect(
                    text(answer).contains(
                        #""naps":[{"vendor":"oura","durationMin":25,"capturedAt":"2025-05-30T14:30:00Z"}]"#))
            }
        }

        private func text(_ answer: Pipeline.Answer) -> String { String(decoding: answer.body, as: UTF8.self) }

        /// Starts `ingest`; the closure posts a record and gives back the status.
        private func startIngest(_ pipeline: Pipeline) async throws -> @Sendable (String, String) async throws -> Int {
            let port = try freePort()
            let ingest = try pipeline.start(.ingest, ["INGEST_PORT": "\(port)"])
            try eventually("ingest serves", state: { ingest.log }) { ingest.log.contains("ingest listens") }
            let token = try await pipeline.token(for: "backend", .service)
            let session = URLSession(configuration: .ephemeral)
            return { kind, body in
                guard let url = URL(string: "http://127.0.0.1:\(port)/ingest/\(kind)") else { throw URLError(.badURL) }
                var request = URLRequest(url: url)
                request.httpMethod = "POST"
                request.httpBody = Data(body.utf8)
                request.setValue("Bearer \(token)", forHTTPHeaderField: "Authorization")
                request.setValue("application/json", forHTTPHeaderField: "Content-Type")
                let (_, response) = try await session.data(for: request)
                return (response as? HTTPURLResponse)?.statusCode ?? 0
            }
        }
    }
}

import Athletes
import Events
import Foundation
import FoundationNetworking
import Identity
import Kafka
import LocalServers
import TestSupport
import Testing

/// Running processes, and people with a history, whom the document's examples and `schemathesis.toml` name.
struct Scene {
    static let people = ["ana", "bob", "zoë o'neil/100% 🏃", "leo"]

    let profilePort: Int
    let ingestPort: Int

    init(_ pipeline: Pipeline) async throws {
        try await pipeline.produce(Self.history())
        _ = try pipeline.start(.streamProcessor)
        _ = try pipeline.start(.archiver)
        (profilePort, ingestPort) = (try freePort(), try freePort())
        // Without limits of rate: they have tests of their own.
        let settings = ["API_PORT": "\(profilePort)", "API_REQUESTS_PER_SECOND": "0"]
        let api = try pipeline.start(.profileAPI, Pipeline.patience.merging(settings) { $1 })
        let ingest = try pipeline.start(
            .ingest, ["INGEST_PORT": "\(ingestPort)", "INGEST_REQUESTS_PER_SECOND": "0"])
        try pipeline.waitUntilDone()
        try eventually("both servers serve", state: { api.log + ingest.log }) {
            api.log.contains("profile API listens") && ingest.log.contains("ingest listens")
        }
        try await addTeams(as: pipeline.token(for: "root", .admin))
        try await send("PUT", "/consents", consents, as: pipeline.token(for: "ana", .athlete))
    }

    private let consents = #"{"teams":[{"teamId":"first","signals":["hrv","sleep","readiness"]}]}"#

    /// Forty days up to yesterday.
    private static func history() async -> [ProducerRecord] {
        let today = CivilDate(dayNumber: Int32(Date().timeIntervalSince1970 / 86_400))
        let lines = Simulation(athletes: people.count, days: 40, seed: 1, endDate: today.advanced(by: -1))
        return await InputRecords.records(lines.map(named), noonOf: today.advanced(by: -1))
    }

    private static func named(_ line: [UInt8]) -> [UInt8] {
        var text = String(decoding: line, as: UTF8.self)
        for (index, person) in people.enumerated() { text.replace("\"sim-000\(index + 1)\"", with: "\"\(person)\"") }
        return Array(text.utf8)
    }

    private func addTeams(as admin: String) async throws {
        for team in ["first", "second"] {
            try await send("POST", "/teams", #"{"teamId":"\#(team)","name":"\#(team)"}"#, as: admin)
        }
        for user in ["ana", "bob", "zo%C3%AB%20o'neil%2F100%25%20%F0%9F%8F%83"] {
            try await send("PUT", "/teams/first/members/\(user)", #"{"role":"athlete"}"#, as: admin)
        }
        try await send("PUT", "/teams/first/members/cleo", #"{"role":"coach"}"#, as: admin)
    }

    private func send(_ method: String, _ path: String, _ body: String, as token: String) async throws {
        var request = URLRequest(url: try #require(URL(string: "http://127.0.0.1:\(profilePort)/api/v1\(path)")))
        request.httpMethod = method
        request.setValue("Bearer \(token)", forHTTPHeaderField: "Authorization")
        request.setValue("application/json", forHTTPHeaderField: "Content-Type")
        request.httpBody = Data(body.utf8)
        let (answer, response) = try await URLSession.shared.data(for: request)
        let status = (response as? HTTPURLResponse)?.statusCode ?? 0
        try #require((200..<300).contains(status), "\(path): \(status) \(String(decoding: answer, as: UTF8.self))")
    }
}

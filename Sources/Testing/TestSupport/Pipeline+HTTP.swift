import Events
import Foundation
import FoundationNetworking
import Identity
import LocalServers

extension Pipeline {
    /// An answer of the profile API.
    package struct Answer: Equatable, Sendable {
        /// The HTTP status.
        package let status: Int
        /// `X-PulseHub-Source`: `redis` or `postgres`.
        package let source: String?
        /// The document.
        package let body: [UInt8]

        /// An answer to expect.
        package init(status: Int, source: String?, body: [UInt8]) {
            self.status = status
            self.source = source
            self.body = body
        }
    }

    /// A bearer token that the pipeline's HTTP interfaces accept.
    package func token(
        for subject: String, _ roles: Role..., lifetime: Duration = .seconds(3600)
    ) async throws -> String {
        try await Self.issuer.get().token(
            for: subject, roles: roles, lifetime: lifetime,
            TokenExpectations(issuer: "pulsehub", audience: "pulsehub"),
            now: Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)))
    }

    /// For a profile API whose answers are to come from where they come usually, however busy the machine is. Less than
    /// the half minute that schemathesis waits.
    package static let patience = ["API_REDIS_DEADLINE": "10s", "API_DEADLINE": "25s"]
    /// For a load whose insights all are to be archived: the in-memory log keeps 5 MiB of each partition.
    package static let compressed = ["KAFKA_PROPERTIES": "compression.type=lz4"]

    /// Starts the profile API, waits until it serves, and gives back how to ask it for a path.
    package func startProfileAPI(
        _ settings: [String: String] = [:], arguments: [String] = []
    ) async throws -> @Sendable (_ path: String) async throws -> Answer {
        let port = try freePort()
        let api = try start(
            .profileAPI, Self.patience.merging(settings) { $1 }.merging(["API_PORT": "\(port)"]) { $1 },
            arguments: arguments)
        let token = try await token(for: "backend", .service)
        let session = URLSession(configuration: .ephemeral)
        let ask: @Sendable (String) async throws -> Answer = { path in
            guard let url = URL(string: "http://127.0.0.1:\(port)\(path)") else { throw URLError(.badURL) }
            var request = URLRequest(url: url)
            request.setValue("Bearer \(token)", forHTTPHeaderField: "Authorization")
            let (body, response) = try await session.data(for: request)
            guard let response = response as? HTTPURLResponse else { throw URLError(.badServerResponse) }
            return Answer(
                status: response.statusCode, source: response.value(forHTTPHeaderField: "X-PulseHub-Source"),
                body: Array(body))
        }
        try eventually("the profile API serves", state: { api.log }) { api.log.contains("profile API listens") }
        return ask
    }
}

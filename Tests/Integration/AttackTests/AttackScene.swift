import Identity
import LocalServers
import Redis
import TestSupport
import Testing

/// `profile-api` and `ingest` as real processes whose issuer the test holds, and people who have nothing to do with the
/// attack.
struct AttackScene {
    /// Below it a machine that does other things too cannot tell two times apart.
    private static let resolution = Duration.milliseconds(50)
    /// A measurement is repeated where something else may have had the processors meanwhile; an attack that works, works
    /// every time.
    private static let tries = 3

    let pipeline: Pipeline
    let issuer: HeldIssuer
    let profilePort: Int
    let ingestPort: Int
    let adminPort: Int
    let api: PipelineProcess

    /// Runs the body once both servers serve.
    static func run(_ settings: [String: String] = [:], _ body: (AttackScene) async throws -> Void) async throws {
        try await Pipeline.run { pipeline in
            let issuer = try await HeldIssuer(Pipeline.jwks)
            let scene = try await AttackScene(pipeline, issuer, settings)
            do { try await body(scene) } catch {
                Issue.record("\(error)\n\(pipeline.logs)")
            }
            try await issuer.close()
        }
    }

    private init(_ pipeline: Pipeline, _ issuer: HeldIssuer, _ settings: [String: String]) async throws {
        self.pipeline = pipeline
        self.issuer = issuer
        (profilePort, ingestPort, adminPort) = (try freePort(), try freePort(), try freePort())
        for person in ["ana", "bob"] {
            try pipeline.openRedis().command("HSET", RedisArgument("profile:\(person)"), "readiness", #"{"score":7}"#)
        }
        let issued = [
            "AUTH_JWKS_URL": issuer.url, "AUTH_REFRESH_INTERVAL": "1s", "API_REQUESTS_PER_SECOND": "0",
            "API_PORT": "\(profilePort)", "INGEST_PORT": "\(ingestPort)", "API_ADMIN_PORT": "\(adminPort)",
        ].merging(Pipeline.patience.merging(settings) { $1 }) { $1 }
        let api = try pipeline.start(.profileAPI, issued)
        let ingest = try pipeline.start(.ingest, issued)
        try eventually("both servers serve", state: { api.log + ingest.log }) {
            api.log.contains("profile API listens") && ingest.log.contains("ingest listens")
        }
        self.api = api
    }

    /// Bob, who looks at his own profile.
    func reader() async throws -> Probe {
        Probe(port: profilePort, path: "/api/v1/profiles/bob", token: try await pipeline.token(for: "bob", .athlete))
    }

    /// Bob's app, which sends his night.
    func sender() async throws -> Probe {
        let record =
            #"{"userId":"bob","date":"2025-03-01","vendor":"oura","rMSSD":51,"capturedAt":"2025-03-01T07:00:00Z"}"#
        return Probe(
            port: ingestPort, path: "/ingest/hrv", token: try await pipeline.token(for: "backend", .service),
            body: record, status: "202")
    }

    /// Measures the innocent's requests beside each other: while all is quiet, and while the attackers are there.
    func isUnharmed(_ probe: Probe, by attack: () async throws -> [Attackers]) async throws {
        var told: [String] = []
        for _ in 0..<Self.tries {
            let quiet = try await probe.p99()
            let attackers = try await attack()
            let attacked: Duration
            do { attacked = try await probe.p99() } catch {
                for attacker in attackers { await attacker.stop() }
                throw error
            }
            for attacker in attackers { await attacker.stop() }
            if attacked < max(quiet, Self.resolution) * 2 { return }
            told.append("quiet \(quiet), attacked \(attacked)")
        }
        Issue.record("the innocent had to wait: \(told.joined(separator: "; "))")
    }
}

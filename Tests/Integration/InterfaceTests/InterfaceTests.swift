import Events
import Foundation
import Identity
import LocalServers
import TestSupport
import Testing

/// The servers against their own description. `schemathesis.toml` says what is asked, and why anything is left out.
@Suite("The HTTP interfaces do what their OpenAPI document says", .serialized)
struct InterfaceTests {
    @Test(
        "for every request that can be made from it, whoever asks",
        .enabled(if: Schemathesis.isInstalled, "python3 has no schemathesis; pip install schemathesis==4.32.5"))
    func conformance() async throws {
        try await Pipeline.run { pipeline in
            let scene = try await Scene(pipeline)
            let profiles = ["--exclude-tag", "ingest"]
            let callers = [
                ("an athlete", try await pipeline.token(for: "ana", .athlete)),
                ("a coach", try await pipeline.token(for: "cleo", .coach)),
                ("an admin who is an athlete too", try await pipeline.token(for: "bob", .admin, .athlete)),
            ]
            for (caller, token) in callers {
                let failures = try Schemathesis.failures(at: scene.profilePort, as: token, profiles, examples: 10)
                #expect(failures == nil, "as \(caller)")
            }
            let service = try await pipeline.token(for: "backend", .service)
            let failures = try Schemathesis.failures(
                at: scene.ingestPort, as: service, ["--include-tag", "ingest", "--include-tag", "operation"],
                examples: 20)
            #expect(failures == nil, "as a service that sends events")
        }
    }
}

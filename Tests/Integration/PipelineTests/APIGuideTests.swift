import Foundation
import LocalServers
import TestSupport
import Testing

extension PipelineTests {
    @Suite("The API by example")
    struct APIGuideTests {
        @Test(
            "every command of docs/api.md prints what the page shows",
            .enabled(if: Program.find("curl") != nil, "curl is not installed; apt-get install curl"))
        func guide() async throws {
            try await Pipeline.run { pipeline in
                let (api, ingest) = ("127.0.0.1:\(try freePort())", "127.0.0.1:\(try freePort())")
                for role in [PipelineProcess.Role.streamProcessor, .archiver] { _ = try pipeline.start(role) }
                let port = ["API_PORT": String(api.split(separator: ":")[1])]
                _ = try pipeline.start(.profileAPI, Pipeline.patience.merging(port) { $1 })
                _ = try pipeline.start(.ingest, ["INGEST_PORT": String(ingest.split(separator: ":")[1])])
                for address in [api, ingest] {
                    try Program.run("curl", ["-sf", "--retry", "60", "--retry-all-errors", "http://\(address)/readyz"])
                }
                var environment = try pipeline.environment()
                let built = URL(filePath: try Checkout.executable()).deletingLastPathComponent().path
                environment["PATH"] = "\(built):\(environment["PATH"] ?? "")"
                let page = try Checkout.path("docs/api.md")
                let arguments = [
                    try Checkout.path("scripts/run-api-guide.py"), page,
                    "--replace", "127.0.0.1:8080=\(api)", "--replace", "127.0.0.1:8081=\(ingest)",
                ]
                try Program.run("python3", arguments, environment: environment)
            }
        }
    }
}

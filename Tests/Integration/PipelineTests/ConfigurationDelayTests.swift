import LocalServers
import TestSupport
import Testing

extension PipelineTests {
    @Suite("A live change")
    struct ConfigurationDelayTests {
        @Test("reaches every process within one refresh interval and a second")
        func delay() async throws {
            let repository = try ConfigurationRepository()
            try await Pipeline.run { pipeline in
                let settings = try [
                    "CONFIG_REFRESH_INTERVAL": "2s", "API_PORT": "\(freePort())", "INGEST_PORT": "\(freePort())",
                ]
                let roles: [PipelineProcess.Role] = [.streamProcessor, .archiver, .profileAPI, .ingest]
                let processes = try roles.map {
                    try pipeline.start($0, settings, arguments: ["--config-repo", repository.path])
                }
                for process in processes {
                    try eventually("\(process.role) serves", state: { process.log }) {
                        process.log.contains("admin listens")
                    }
                }
                var delays: [Duration] = []
                for level in ["debug", "notice", "info"] {
                    let commit = try repository.commit(["config/application.yaml": "log: {level: \(level)}"])
                    let start = ContinuousClock.now
                    for process in processes {
                        try eventually("\(process.role) runs under \(commit)", state: { process.log }) {
                            process.log.contains("to=\(commit)")
                        }
                    }
                    delays.append(ContinuousClock.now - start)
                }
                // One of three: this machine may be busy with something else for a while.
                #expect(delays.contains { $0 <= .seconds(3) }, "\(delays)")
            }
        }
    }
}

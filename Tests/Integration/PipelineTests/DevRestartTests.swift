import Foundation
import LocalServers
import TestSupport
import Testing

extension PipelineTests {
    @Suite("The servers of pulsehub dev")
    struct DevRestartTests {
        @Test("let a process that was killed and started again work within seconds, as often as that happens")
        func restart() async throws {
            let directory = FileManager.default.temporaryDirectory.path + "/dev-\(UUID().uuidString.prefix(8))"
            defer { try? FileManager.default.removeItem(atPath: directory) }
            let repository = try ConfigurationRepository()
            let program = try Checkout.executable()
            let log = directory + ".log"
            defer { try? FileManager.default.removeItem(atPath: log) }
            let dev = try ServerProcess(
                [program, "dev", "--directory", directory, "--topics", Checkout.path("topics")], deathSignal: "TERM",
                log: log)
            defer { dev.stop(asking: SIGTERM, deadline: .seconds(30)) }
            func told(_ file: String) -> String { (try? String(contentsOfFile: file, encoding: .utf8)) ?? "" }
            try eventually("the servers run", state: { told(log) }) { told(log).contains("Ctrl-C stops everything") }
            // Others may reach the ports, and learn no password.
            let files = FileManager.default
            for (file, others) in [
                ("", 0), ("/dev.env", 0), ("/redis", 0), ("/postgres", 0), ("/keys/private-key.pem", 0),
            ] {
                let mode = try files.attributesOfItem(atPath: directory + file)[.posixPermissions] as? Int
                #expect(mode.map { $0 & 0o007 } == others, "\(file)")
            }
            #expect(try files.attributesOfItem(atPath: directory + "/dev.env")[.posixPermissions] as? Int == 0o600)
            #expect(!told(log).contains("password="))
            let variables = told(directory + "/dev.env").split(separator: "\n").map {
                String($0.dropFirst("export ".count)).replacing("'", with: "")
            }
            #expect(variables.contains { $0.hasPrefix("PULSEHUB_KAFKA_BOOTSTRAP_SERVERS=") })
            // A free port for each, since the last one's may still be in use.
            func archiver(_ number: Int) throws -> ServerProcess {
                try ServerProcess(
                    ["/usr/bin/env"] + variables + ["PULSEHUB_COLD_ADMIN_PORT=0"]
                        + [program, "archiver", "--config-repo", repository.path],
                    deathSignal: "KILL", log: "\(directory)/archiver-\(number).log")
            }
            for number in 0...3 {
                let process = try archiver(number)
                let start = ContinuousClock.now
                let file = "\(directory)/archiver-\(number).log"
                try eventually("archiver \(number) is given partitions", state: { told(file) }) {
                    told(file).contains("partitions assigned")
                }
                // 4.2 s alone on the machine; a session of 10 s would make it 9 at least, one of 30 s 29.
                #expect(number == 0 || ContinuousClock.now - start < .seconds(8), "\(told(file))")
                process.kill()
            }
        }
    }
}

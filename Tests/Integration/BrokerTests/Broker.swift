import Foundation
import LocalServers
import TestSupport

/// The broker that the tests are given. They delete and make topics there as they like.
enum Broker {
    private static let environment = ProcessInfo.processInfo.environment

    /// `host:port`; nil where no broker is given.
    static let bootstrapServers = value("PULSEHUB_TEST_KAFKA")

    /// A command line that ends the broker by SIGKILL, starts it again, and returns when it answers.
    static let restart = value("PULSEHUB_TEST_KAFKA_RESTART")

    /// Another listener of the same broker, which asks who one is.
    static let sasl = value("PULSEHUB_TEST_KAFKA_SASL").flatMap(SASL.init)

    /// `host:port/user/password`.
    struct SASL {
        let bootstrapServers: String
        let user: String
        let password: String

        init?(_ text: String) {
            let parts = text.split(separator: "/", maxSplits: 2).map(String.init)
            guard parts.count == 3 else { return nil }
            (bootstrapServers, user, password) = (parts[0], parts[1], parts[2])
        }
    }

    /// Kills the broker and starts it again; returns when it answers.
    static func killAndRestart() throws {
        let log = FileManager.default.temporaryDirectory.path + "/broker-\(UUID().uuidString.prefix(8)).log"
        defer { try? FileManager.default.removeItem(atPath: log) }
        // Not by Foundation's Process, which waits for whatever the command leaves running.
        let command = try ServerProcess(["/bin/bash", "-c", restart ?? "false"], deathSignal: "KILL", log: log)
        guard command.waitForEnd(within: .seconds(120)), command.exitCode == 0 else {
            let output = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
            throw TimedOut("PULSEHUB_TEST_KAFKA_RESTART has not ended well within two minutes: \(output.suffix(1000))")
        }
    }

    private static func value(_ name: String) -> String? {
        environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }
}

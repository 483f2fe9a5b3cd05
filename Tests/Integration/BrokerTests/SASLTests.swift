import Foundation
import TestSupport
import Testing

extension BrokerTests {
    @Suite(
        "A broker that asks who one is",
        .enabled(
            if: Broker.sasl != nil,
            "PULSEHUB_TEST_KAFKA_SASL names no listener; make test-broker KAFKA_SASL=host:port/user/password does"))
    struct SASLTests {
        @Test("with the right password everything works", arguments: ["PLAIN", "SCRAM-SHA-256"])
        func right(mechanism: String) async throws {
            let broker = try #require(Broker.sasl)
            try await Pipeline.onBroker { pipeline, _ in
                _ = try Pair(pipeline, Self.settings(broker, mechanism, password: broker.password))
                let ids = try pipeline.send(0..<300)
                try ExactlyOnceCheck(pipeline, acknowledged: ids).expect()
            }
        }

        @Test("with a wrong one every process says so", arguments: ["PLAIN", "SCRAM-SHA-256"])
        func wrong(mechanism: String) async throws {
            let broker = try #require(Broker.sasl)
            try await Pipeline.onBroker { pipeline, _ in
                let settings = Self.settings(broker, mechanism, password: "not-\(broker.password)")
                    .merging(["PROCESS_STARTUP_TIMEOUT": "3s"]) { $1 }
                for process in try Pair(pipeline, settings).both {
                    #expect(process.waitForEnd(within: .seconds(30)), "\(process.log)")
                    #expect(process.exitCode != 0)
                    // In the line that a dashboard shows, not in one of librdkafka's before it.
                    let end = process.log.split(separator: "\n").last { $0.contains("gave up") } ?? ""
                    #expect(end.localizedCaseInsensitiveContains("authentication"), "\(process.log)")
                    #expect(!process.log.contains(broker.password), "a password is in the log")
                }
            }
        }

        private static func settings(
            _ broker: Broker.SASL, _ mechanism: String, password: String
        ) -> [String: String] {
            let properties = [
                "security.protocol": "SASL_PLAINTEXT", "sasl.mechanism": mechanism, "sasl.username": broker.user,
                "sasl.password": password,
            ]
            return [
                "KAFKA_BOOTSTRAP_SERVERS": broker.bootstrapServers,
                "KAFKA_PROPERTIES": properties.map { "\($0)=\($1)" }.sorted().joined(separator: ","),
            ]
        }
    }
}

import ArgumentParser
import Foundation
import Settings
import TestSupport
import Testing

@testable import Assembly

@Suite("The key of Kafka's client")
struct KafkaKeyFileTests {
    @Test("is refused with the cure if others can read it", arguments: ["ssl.key.location", "sasl.kerberos.keytab"])
    func open(property: String) async throws {
        let path = FileManager.default.temporaryDirectory.path + "/key-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let repository = try ConfigurationRepository()
        let options = try ConfigurationOptions.parse([
            "--config-repo", repository.path, "--set", "kafka.properties.\(property)=\(path)",
        ])
        let assembly = Assembly(try await options.load(.archiver))
        for mode in [0o644, 0o600] {
            try? FileManager.default.removeItem(atPath: path)
            #expect(
                FileManager.default.createFile(atPath: path, contents: Data(), attributes: [.posixPermissions: mode]))
            if mode == 0o600 {
                _ = try assembly.kafkaProperties()
            } else {
                #expect { try assembly.kafkaProperties() } throws: { "\($0)".contains("chmod 600 \(path)") }
            }
        }
    }
}

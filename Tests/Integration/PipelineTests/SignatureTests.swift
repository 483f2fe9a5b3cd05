import Events
import Foundation
import Kafka
import TestSupport
import Testing

extension PipelineTests {
    @Suite("Signed topics")
    struct SignatureTests {
        private static func night(_ user: String) -> String {
            """
            {"specversion":"1.0","id":"n-1","source":"test","type":"pulsehub.sleep.recorded.v1","subject":"\(user)",\
            "data":{"date":"2026-05-01","vendor":"oura","durationMin":432,"capturedAt":"2026-05-01T07:00:00Z"}}
            """
        }

        @Test("what our producer has signed counts, what anybody else has written is parked, and verify agrees")
        func signed() async throws {
            let repository = try ConfigurationRepository()
            try repository.add("topics")
            let file = "topics/\(Topics.wellness).yaml"
            let shipped = try String(contentsOfFile: "\(repository.path)/\(file)", encoding: .utf8)
            try repository.commit([
                file: shipped.replacing("onInvalid: deadLetter", with: "onInvalid: deadLetter\nsignature: required")
            ])
            let key = ["KAFKA_SIGNATURE_KEY": String(repeating: "k", count: 32)]
            let arguments = ["--config-repo", repository.path]
            try await Pipeline.run { pipeline in
                let input = "\(repository.path)/night.ndjson"
                try Self.night("bea").write(toFile: input, atomically: true, encoding: .utf8)
                let produced = try pipeline.start(.produce, key, arguments: arguments + [input])
                #expect(produced.waitForEnd(within: .seconds(30)) && produced.exitCode == 0, "\(produced.log)")
                let forged = InputRecords.record(Topics.wellness, "ada", Array(Self.night("ada").utf8))
                let place = try pipeline.produce([forged])[0]

                for role in [PipelineProcess.Role.streamProcessor, .archiver] {
                    _ = try pipeline.start(role, key, arguments: arguments)
                }
                try pipeline.waitUntilDone()

                #expect(try pipeline.profiles().keys.sorted() == ["bea"])
                let origin = "\(Topics.wellness)/\(place.partition)/\(place.offset)"
                #expect(try Parked.read(pipeline)[origin]?.map(\.reason) == ["invalid_signature"])
                #expect(try Archived.read(pipeline)[origin]?.rejection?.hasPrefix("invalid_signature") == true)
                let verified = try pipeline.run(.verify, arguments)
                #expect(verified.exitCode == 0, "\(verified.output)")
            }
        }
    }
}

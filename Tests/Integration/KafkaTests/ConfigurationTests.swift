import Kafka
import Testing

@Suite("Configuration is checked by name")
struct ConfigurationTests {
    @Test("an unknown property is refused by its name")
    func unknown() {
        let error = #expect(throws: KafkaError.self) {
            _ = try Producer(properties: ["linger.mss": "5"], clientID: "test", log: quiet)
        }
        #expect(error?.code == .invalidArgument)
        #expect(error?.reason.contains("linger.mss") == true)
    }

    @Test("an invalid value is refused by the property's name")
    func invalid() {
        let error = #expect(throws: KafkaError.self) {
            _ = try Producer(properties: ["compression.type": "tar"], clientID: "test", log: quiet)
        }
        #expect(error?.reason.contains("compression.type") == true)
    }

    @Test("a combination that would break idempotence is refused")
    func contradiction() {
        let error = #expect(throws: KafkaError.self) {
            _ = try Producer(properties: ["acks": "1"], clientID: "test", log: quiet)
        }
        #expect(error?.reason.contains("idempotence") == true)
    }

    @Test("codes print under librdkafka's names, known to us or not")
    func names() {
        #expect(KafkaError.Code.queueFull.description == "_QUEUE_FULL")
        #expect(KafkaError.Code(rawValue: 12_345).description.isEmpty == false)
        #expect(KafkaError(.queueFull).isRetriable)
        #expect(!KafkaError(.invalidArgument).isRetriable)
    }
}

import Foundation
import Kafka
import Testing

@testable import Assembly

@Suite("What is told of a Kafka that cannot be used")
struct KafkaUnreachableTests {
    /// As librdkafka 2.0.2 said them to a broker of version 3.9.
    private static let lines: [(line: String, cure: String)] = [
        (
            "[thrd:127.0.0.1:9094/bootstrap]: 127.0.0.1:9094/bootstrap: Disconnected: verify that security.protocol is "
                + "correctly configured, broker might require SASL authentication (after 343ms in state UP)",
            "expects another security.protocol"
        ),
        (
            "[thrd:sasl_plaintext://127.0.0.1:9092/bootstrap]: sasl_plaintext://127.0.0.1:9092/bootstrap: SASL PLAIN "
                + "mechanism handshake failed: Broker: Request not valid in current SASL state: broker's supported "
                + "mechanisms:  (after 0ms in state AUTH_HANDSHAKE)",
            "expects another security.protocol"
        ),
        (
            "[thrd:ssl://127.0.0.1:9092/bootstrap]: ssl://127.0.0.1:9092/bootstrap: SSL handshake failed: "
                + "error:0A000126:SSL routines::unexpected eof while reading (after 3ms in state SSL_HANDSHAKE)",
            "expects another security.protocol"
        ),
        (
            "[thrd:sasl_plaintext://127.0.0.1:9094/bootstrap]: sasl_plaintext://127.0.0.1:9094/bootstrap: SASL "
                + "authentication error: Authentication failed: Invalid username or password (after 306ms in state AUTH_REQ)",
            "refuses the login"
        ),
    ]

    @Test("a broker that is there is never to be started: the settings to correct are named", arguments: [0, 1, 2, 3])
    func there(index: Int) throws {
        let (line, cure) = Self.lines[index]
        let complaint = KafkaComplaint()
        complaint.log(index == 0 ? 4 : 3, "FAIL", line)
        complaint.log(
            3, "FAIL", "[thrd:b]: b: Connect to ipv6#[::1]:9 failed: Connection refused (after 0ms in state CONNECT)")
        complaint.log(3, "ERROR", "[thrd:127.0.0.1:9094/bootstrap]: 1/1 brokers are down")
        let unreachable = KafkaUnreachable(error: KafkaError(.timedOut), complaint: complaint.last)
        let server = RequiredServer(name: "Kafka", address: "127.0.0.1:9094", cure: "Start it", ask: {})
        let given = StartupTimedOut(server: server, reason: unreachable, timeout: .seconds(5), setting: "x")
        for text in [given.description, unreachable.at("127.0.0.1:9094").description] {
            #expect(text.contains(cure) && text.contains("kafka.properties") && text.contains("sasl."))
            #expect(!text.localizedLowercase.contains("start it") && !text.contains("not there"))
        }
    }

    @Test("a login that is set by half is named before anybody is asked")
    func half() {
        #expect(LoginProperties.mistake(in: [:]) == nil)
        #expect(LoginProperties.mistake(in: ["security.protocol": "ssl"]) == nil)
        let whole = ["security.protocol": "SASL_SSL", "sasl.mechanism": "PLAIN", "sasl.username": "a"]
        #expect(LoginProperties.mistake(in: whole) == nil)
        let kerberos = ["security.protocol": "SASL_SSL", "sasl.kerberos.keytab": "/k"]
        #expect(LoginProperties.mistake(in: kerberos) == nil)
        let noMechanism = LoginProperties.mistake(in: ["security.protocol": "sasl_plaintext", "sasl.username": "a"])
        #expect(noMechanism?.contains("no sasl.mechanism") == true)
    }

    @Test("a broker that is not there is to be started")
    func away() {
        let complaint = KafkaComplaint()
        complaint.log(
            3, "FAIL",
            "[thrd:a]: a: Connect to ipv4#127.0.0.1:9 failed: Connection refused (after 0ms in state CONNECT)")
        complaint.log(3, "ERROR", "[thrd:a]: 1/1 brokers are down")
        complaint.log(6, "INFO", "[thrd:a]: a: whatever else (after 1ms in state UP)")
        let unreachable = KafkaUnreachable(error: KafkaError(.timedOut), complaint: complaint.last)
        #expect(unreachable.cure == nil)
        #expect("\(unreachable)".hasSuffix("failed: Connection refused"))
        #expect(unreachable.at("a:9").description.contains("Start it, or name another"))
    }
}

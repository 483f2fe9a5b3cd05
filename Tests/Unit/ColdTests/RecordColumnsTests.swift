import Kafka
import Testing

@testable import Cold

@Suite("Columns of the archive")
struct RecordColumnsTests {
    private func headers(_ headers: [KafkaHeader]) -> String {
        String(decoding: RecordColumns.headers(headers), as: UTF8.self)
    }

    @Test("headers keep their order and repetitions; what jsonb cannot hold stands as base64")
    func headers() {
        #expect(headers([]) == "[]")
        let all = headers([
            KafkaHeader(name: "b", value: Array("1\"é".utf8)), KafkaHeader(name: "a", value: nil),
            KafkaHeader(name: "b", value: []), KafkaHeader(name: "n", value: [0x61, 0]),
            KafkaHeader(name: "x", value: [0xFF]),
        ])
        #expect(
            all == #"[{"name":"b","value":"1\"é"},{"name":"a","value":null},{"name":"b","value":""},"#
                + #"{"name":"n","base64":"YQA="},{"name":"x","base64":"/w=="}]"#)
    }

    @Test(
        "base64 gives the vectors of RFC 4648",
        arguments: [
            ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ])
    func base64(text: String, encoded: String) { #expect(Base64.encode(Array(text.utf8)) == encoded) }

    @Test("base64 uses the standard alphabet's last two characters")
    func alphabet() { #expect(Base64.encode([0xFB, 0xFF, 0xBF]) == "+/+/") }
}

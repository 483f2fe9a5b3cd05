import Events
import Testing

@Suite("Binary content mode")
struct BinaryModeTests {
    private func headers(
        _ changes: [String: [UInt8]?] = [:], contentType: String? = "application/json"
    ) -> [(name: String, value: [UInt8]?)] {
        var headers: [String: [UInt8]?] = [
            "ce_specversion": Array("1.0".utf8), "ce_id": Array("e1".utf8), "ce_source": Array("test".utf8),
            "ce_type": Array("pulsehub.hrv.recorded.v1".utf8), "CE_Subject": Array("ann".utf8),
            "content-type": contentType.map { Array($0.utf8) },
        ]
        headers.merge(changes) { $1 }
        return headers.map { ($0.key, $0.value) }
    }

    @Test("attributes come from headers, whatever their case, and the value is the data")
    func binary() throws {
        let event = try Decoding.decode(
            Decoding.hrv.utf8, headers: headers(["ce_time": Array("2026-11-20T06:30:00Z".utf8)]))
        let structured = try Decoding.decode(Decoding.json(time: #""2026-11-20T06:30:00Z""#).utf8)
        #expect(event == structured)
    }

    @Test("a structured content type wins over ce_ headers")
    func structured() throws {
        let all = headers(["ce_id": Array("other".utf8)], contentType: "Application/CloudEvents+json; charset=utf-8")
        #expect(try Decoding.decode(Decoding.json().utf8, headers: all).id == "e1")
    }

    @Test("headers of other kinds, and null ones, ask for nothing")
    func neither() throws {
        #expect(try Decoding.decode(Decoding.json().utf8, headers: [("trace", [1]), ("ce_id", nil)]).id == "e1")
    }

    @Test(
        "an attribute that is missing, too long, no UTF-8, or holds a NUL is refused",
        arguments: ["ce_id", "ce_source", "ce_type", "CE_Subject", "ce_specversion"])
    func broken(name: String) {
        for value in [nil, [], [0xFF], [0x31, 0], Array(repeating: 0x61, count: 513)] as [[UInt8]?] {
            let refusal = Decoding.refusal(Decoding.hrv, headers: headers([name: value]))
            #expect(refusal == .invalidEnvelope, "\(value ?? [])")
        }
    }

    @Test("a bad time and bad data are told apart")
    func reasons() {
        #expect(Decoding.refusal(Decoding.hrv, headers: headers(["ce_time": Array("now".utf8)])) == .invalidEnvelope)
        #expect(Decoding.refusal("[]", headers: headers()) == .invalidData)
        #expect(Decoding.refusal("x", headers: headers()) == .notJSON)
        #expect(Decoding.refusal(Decoding.hrv, key: "bob", headers: headers()) == .keyMismatch)
    }
}

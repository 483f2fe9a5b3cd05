import Events
import Testing

@testable import Replay

@Suite("Differences for a person")
struct DifferenceTests {
    @Test("texts are shown as text, other bytes in hexadecimal, and nothing as nothing")
    func values() {
        let text = Difference("ann", "redis readiness", expected: "{}", found: nil)
        #expect(text.description == "ann  redis readiness\n  expected  {}\n  found     nothing")
        let bytes = Difference("ann", "redis a", expected: [0, 255], found: [1])
        #expect(bytes.description.contains("expected  00ff  (2 bytes, from byte 0)"))
    }

    @Test("of long values the part around the first difference is shown")
    func long() {
        let expected = String(repeating: "x", count: 5_000)
        let found = String(repeating: "x", count: 3_000) + "!" + String(repeating: "x", count: 1_999)
        let shown = Difference("ann", "f", expected: expected, found: found).description
        #expect(shown.contains("x!x"))
        #expect(shown.utf8.count < 500)
        let shorter = Difference("ann", "f", expected: expected, found: String(expected.dropLast(4_900))).description
        #expect(shorter.contains("(5000 bytes") && shorter.contains("(100 bytes"))
    }

    @Test("values are compared name by name, byte for byte")
    func names() {
        func values(_ pairs: [(String, String)]) -> [ExactText: [UInt8]] {
            Dictionary(uniqueKeysWithValues: pairs.map { (ExactText($0), Array($1.utf8)) })
        }
        let wanted = NamedValues(values: values([("same", "1"), ("other", "1"), ("missing", "1"), ("e\u{301}", "1")]))
        let found = values([("same", "1"), ("other", "2"), ("extra", "1"), ("\u{e9}", "1")])
        let fields = wanted.differences(of: "ann", in: "t", from: found).map { ExactText($0.field) }
        #expect(fields == ["t extra", "t e\u{301}", "t missing", "t other", "t \u{e9}"].map(ExactText.init))
    }

    @Test("integers that do not fit get a fraction, everything else of the JSON stays")
    func jsonb() {
        func mended(_ text: String) -> String {
            String(decoding: JSONBText.withoutLongIntegers(Array(text.utf8)), as: UTF8.self)
        }
        let long = "1" + String(repeating: "0", count: 20)
        #expect(mended("[\(long), 1]") == "[\(long).0, 1]")
        #expect(mended("{\"a\": -\(long)}") == "{\"a\": -\(long).0}")
        for text in ["[\(long).5]", "{\"\(long)\": \"\\\"\(long)\"}", "[123456789012345678]", "[0.\(long)]"] {
            #expect(mended(text) == text)
        }
    }
}

import EventCodec
import Events
import TestSupport
import Testing

@Suite("Copying parsed JSON")
struct JSONValueTests {
    @Test("what the writer wrote comes back byte for byte")
    func identical() throws {
        var random = Seeded(7)
        let parser = JSONParser(capacity: 1 << 20)
        for round in 0..<2_000 {
            var writer = JSONWriter()
            write(&writer, depth: 0, &random)
            let bytes = writer.bytes
            let copy = try bytes.withUnsafeBytes { try parser.parse($0) { JSONWriter.bytes(of: $0) } }
            guard copy == bytes else {
                Issue.record(
                    "round \(round): \(String(decoding: bytes, as: UTF8.self)) became \(String(decoding: copy, as: UTF8.self))"
                )
                return
            }
        }
    }

    private func write(_ json: inout JSONWriter, depth: Int, _ random: inout Seeded) {
        switch Int.random(in: 0..<(depth < 6 ? 11 : 8), using: &random) {
        case 0: json.null()
        case 1: json.bool(.random(using: &random))
        case 2:
            json.integer(
                [Int64.min, .max, 0, -1, Int64(truncatingIfNeeded: random.next())].randomElement(using: &random) ?? 0)
        case 3: json.integer([UInt64.max, 1 << 63, random.next()].randomElement(using: &random) ?? 0)
        case 4: json.number(Double(bitPattern: random.next()))
        case 5:
            let edges = [
                -0.0, 0, 0x1p53, -0x1p53, 0x1p53 - 1, 1e15, 1e16, 1e22, .leastNonzeroMagnitude,
                .greatestFiniteMagnitude, 0.1,
            ]
            json.number(edges.randomElement(using: &random) ?? 0)
        case 6: json.rounded(.random(in: -1e10...1e10, using: &random))
        case 7: json.string(text(&random))
        case 8, 9:
            json.beginObject()
            for _ in 0..<Int.random(in: 0..<5, using: &random) {
                json.key(text(&random))
                write(&json, depth: depth + 1, &random)
            }
            json.endObject()
        default:
            json.beginArray()
            for _ in 0..<Int.random(in: 0..<5, using: &random) { write(&json, depth: depth + 1, &random) }
            json.endArray()
        }
    }

    private func text(_ random: inout Seeded) -> String {
        let scalars: [Unicode.Scalar] = [
            "a", "\"", "\\", "/", "\0", "\u{1F}", "\n", "\u{7F}", "é", "\u{301}", "\u{2028}", "🏃",
        ]
        var text = String.UnicodeScalarView()
        for _ in 0..<Int.random(in: 0..<8, using: &random) { text.append(scalars.randomElement(using: &random) ?? "a") }
        return String(text)
    }
}

@Suite("Texts as keys")
struct ExactTextTests {
    @Test("two spellings of one character are two keys")
    func spellings() {
        let composed = "zo\u{EB}"
        let decomposed = "zoe\u{308}"
        #expect(composed == decomposed)
        #expect(ExactText(composed) != ExactText(decomposed))
        #expect(Set([composed, decomposed, composed].map(ExactText.init)).count == 2)
    }
}

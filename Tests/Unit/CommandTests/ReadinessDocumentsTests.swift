import Producing
import Testing

@testable import pulsehub

@Suite("JSON objects in a stream of lines")
struct ReadinessDocumentsTests {
    @Test("one a line, blank lines apart")
    func oneALine() async throws {
        #expect(try await documents("{\"a\":1}\n\n  {\"b\":[]}\n{}") == ["1 {\"a\":1}", "3   {\"b\":[]}", "4 {}"])
    }

    @Test("over several lines, one after the other")
    func severalLines() async throws {
        let found = try await documents("{\n  \"a\": [\n    1\n  ]\n}\n{\n  \"b\": 2\n}\n")
        #expect(found == ["1 {\n  \"a\": [\n    1\n  ]\n}", "6 {\n  \"b\": 2\n}"])
    }

    @Test("rows written one a line belong to the object around them")
    func rowsOnLines() async throws {
        let found = try await documents("{\"hrv\":[\n{\"x\":1},\n{\"x\":2}\n]}\n{}")
        #expect(found == ["1 {\"hrv\":[\n{\"x\":1},\n{\"x\":2}\n]}", "5 {}"])
    }

    @Test(
        "a line that was cut off costs only itself",
        arguments: ["{\"a\":{\"b\"", "{\"a\":", "{\"a\":\"{[", "{\"a\":[1"])
    func cutOff(line: String) async throws {
        #expect(try await documents("{}\n\(line)\n{\"c\":1}\n{}") == ["1 {}", "2 \(line)", "3 {\"c\":1}", "4 {}"])
    }

    @Test("brackets and quotes inside texts do not count")
    func texts() async throws {
        let line = #"{"a":"}{[\"\\","b":"]"}"#
        #expect(try await documents("\(line)\n{}") == ["1 \(line)", "2 {}"])
    }

    @Test("what is not an object stands alone, so that it can be reported")
    func noise() async throws {
        #expect(try await documents("noise\n]\n{}") == ["1 noise", "2 ]", "3 {}"])
    }

    @Test("an object over the limit is skipped to its end", arguments: ["line", "lines"])
    func tooLong(shape: String) async throws {
        let text = String(repeating: "x", count: shape == "line" ? 17 << 20 : 9 << 20)
        let long = shape == "line" ? "{\"a\":\"\(text)\"}" : "{\"a\":\n\"\(text)\",\n\"b\":\n\"\(text)\"}"
        let lines = shape == "line" ? 1 : 4
        #expect(try await documents("\(long)\n{}") == ["1 too long", "\(lines + 1) {}"])
    }

    @Test("results are laid out without touching their texts")
    func layout() {
        let compact = Array(#"{"a":[],"b":{"c":[1,null]},"d":"x: [\"{,"}"#.utf8)
        let lines = ["{", #"  "a": [],"#, #"  "b": {"#, #"    "c": ["#, "      1,", "      null", "    ]", "  },"]
        let expected = (lines + [#"  "d": "x: [\"{,""#, "}"]).joined(separator: "\n")
        #expect(String(decoding: indented(compact), as: UTF8.self) == expected)
    }

    private func documents(_ input: String) async throws -> [String] {
        var rest = Array(input.utf8)[...]
        let lines = LineReader(lineBytesMax: ReadinessDocuments.bytesMax) { count in
            let part = rest.prefix(count)
            rest = rest.dropFirst(count)
            return Array(part)
        }
        var documents = ReadinessDocuments(lines)
        var found: [String] = []
        while let document = try await documents.next() {
            var text = String(decoding: document.bytes, as: UTF8.self)
            if text.last == "\n" { text.removeLast() }
            found.append("\(document.line) \(document.isTooLong ? "too long" : text)")
        }
        return found
    }
}

import Testing

@testable import Cold

@Suite("What can stand as jsonb")
struct ArchivePayloadTests {
    private func isJSONB(_ bytes: some Sequence<UInt8>) -> Bool {
        Array(bytes).withUnsafeBytes { ArchivePayload().isJSONB($0) }
    }

    @Test(
        "JSON that PostgreSQL takes",
        arguments: [
            "{}", "1", "null", #""text""#, #"{"a":"\u0001\\n"}"#, #""\ud83c\udfc3""#, #"[1e308,-0,0.1]"#,
            #"{"a":1,"a":2}"#,
            #""\u000a""#, #""u0000""#, #""\\u0000""#, #"{"\\\\":"\\\"\\\\u0000"}"#, "1e-16383", "0e1000",
            #""1e-99999""#,
        ])
    func accepted(text: String) { #expect(isJSONB(text.utf8)) }

    @Test(
        "everything else stays bytes",
        arguments: [
            "", " ", "{", "{}{}", "'a'", #""\u0000""#, #"{"\u0000":1}"#, #""\\\u0000""#, #""\ud800""#,
            #""\udfc3\ud83c""#,
            "1e999", "1e-16384", "[0E-99999999999999999999]", #"{"a":-1.5e-16383}"#, "NaN", "01", "[1,]", "\u{FEFF}{}",
            String(repeating: "[", count: 100) + String(repeating: "]", count: 100),
        ])
    func refused(text: String) { #expect(!isJSONB(text.utf8)) }

    @Test(
        "invalid UTF-8 and raw control bytes stay bytes",
        arguments: [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0], [0x1F]] as [[UInt8]])
    func bytes(inside: [UInt8]) { #expect(!isJSONB([0x22] + inside + [0x22])) }

    @Test("documents over the bound stay bytes")
    func size() {
        let text = [0x22] + [UInt8](repeating: 0x61, count: ArchivePayload.documentBytesMax - 2) + [0x22]
        #expect(isJSONB(text))
        #expect(!isJSONB([0x20] + text))
    }
}

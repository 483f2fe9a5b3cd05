import Testing

@testable import Cold

@Suite("The people whom a refused record names")
struct NamedUsersTests {
    private static func names(in text: String) -> [String] { names(in: Array(text.utf8)) }

    private static func names(in bytes: [UInt8]) -> [String] {
        var names: [String] = []
        bytes.withUnsafeBytes { NamedUsers().find(in: $0, &names) }
        return names
    }

    @Test("are found wherever a member names them, in documents and in what is left of one")
    func found() {
        #expect(Self.names(in: #"{"specversion":"1.0","subject":"ana","data":{}}"#) == ["ana"])
        #expect(Self.names(in: #"{"userId": "ana", "date": "2026-11-20"}"#) == ["ana"])
        #expect(Self.names(in: #"{"subject":"bob","data":{"user_id"  : "ana"}}"#) == ["bob", "ana"])
        #expect(Self.names(in: #"{"subject":"ana","data":{"userId":"ana"}}"#) == ["ana"])
        #expect(Self.names(in: #"{"subject":"Ren\u00e9 \"x\"","da"#) == ["René \"x\""])
        #expect(Self.names(in: #"nonsense "subject":"ana" more"#) == ["ana"])
        #expect(Self.names(in: [0xFF, 0xFE] + Array(#"{"subject":"ana""#.utf8)) == ["ana"])
    }

    @Test(
        "are none where a text only speaks of members, or what they hold can be no id",
        arguments: [
            "", "{}", #"{"subject":7}"#, #"{"subject":null,"x":"ana"}"#, #"{"note":"\"subject\":\"ana\""}"#,
            #"{"subject":"ana"#,
            #"{"subject":""}"#, #"{"subject":"a\u0000b"}"#, #"{"subjects":"ana"}"#, #"["subject","ana"]"#,
            #"{"subject":"\ud800"}"#,
        ])
    func none(text: String) { #expect(Self.names(in: text) == []) }

    @Test("are few, short, and looked for in the first 64 KiB alone")
    func bounds() {
        let many = (0..<100).map { #"{"userId":"u\#($0)"}"# }.joined()
        #expect(Self.names(in: many).count == NamedUsers.namesMax)
        #expect(Self.names(in: #"{"subject":"\#(String(repeating: "x", count: 129))"}"#) == [])
        #expect(Self.names(in: String(repeating: " ", count: 65_536) + #"{"subject":"ana"}"#) == [])
        #expect(Self.names(in: String(repeating: "\"", count: 65_536)) == [])
    }
}

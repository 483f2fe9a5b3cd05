import Testing

@testable import Settings

@Suite("What other applications' files say")
struct YAMLScalarTests {
    private static func source(_ yaml: String) -> [String: String] {
        let properties = SpringProperties(file: "config/others/billing.yaml", bytes: Array(yaml.utf8))
        #expect(properties.problems == [])
        return Dictionary(properties.values.map { ($0.key, $0.value.text()) }, uniquingKeysWith: { $1 })
    }

    @Test(
        "numbers keep their spelling where JSON has it, and their value where YAML alone has",
        arguments: [
            ("1.0", "1.0"), ("1.10", "1.10"), ("0.50", "0.50"), ("12345678901234567890", "12345678901234567890"),
            ("1e3", "1e3"), ("1.0e3", "1.0e3"), ("1.0e-7", "1.0e-7"), ("-0.0", "-0.0"), ("-7", "-7"), ("0", "0"),
            ("100000000000000000000.0", "100000000000000000000.0"), ("00501.0", "501.0"), (".5", "0.5"), ("5.", "5.0"),
            ("+5", "5"), ("1_000", "1000"), ("1_000.5", "1000.5"), ("1E+3", "1e+3"),
            ("010", "8"), ("-010", "-8"), ("0x1F", "31"), ("0b101", "5"), ("12:30:45", "45045"), ("1:30", "90"),
        ])
    func numbers(written: String, told: String) {
        #expect(Self.source("a: \(written)") == ["a": told])
    }

    @Test(
        "the words of truth are booleans, in the ways YAML 1.1 writes them",
        arguments: [
            ("true", "true"), ("True", "true"), ("TRUE", "true"), ("yes", "true"), ("Yes", "true"), ("on", "true"),
            ("ON", "true"), ("false", "false"), ("no", "false"), ("NO", "false"), ("off", "false"),
        ])
    func truth(written: String, told: String) {
        #expect(Self.source("a: \(written)") == ["a": told])
    }

    @Test(
        "the rest is text, dates and what only looks like a number included",
        arguments: [
            "2026-11-30", "tRUE", "y", "08", "1:99", "0x", "0b2", "1.2.3", "e3", "+", ".", "1e", "_1", "::1",
            "10.0.0.1",
            "0xFFFFFFFFFFFFFFFFF",
        ])
    func text(written: String) {
        #expect(Self.source("a: \(written)") == ["a": "\"\(written)\""])
    }

    @Test("quotes make anything text, nothing is an empty text, and what has no number is called as Java calls it")
    func quoted() {
        #expect(
            Self.source("a: '1.10'\nb: \"yes\"\nc:\nd: ~\ne: .inf\nf: -.INF\ng: .nan") == [
                "a": "\"1.10\"", "b": "\"yes\"", "c": "\"\"", "d": "\"\"", "e": "\"Infinity\"", "f": "\"-Infinity\"",
                "g": "\"NaN\"",
            ])
    }

    @Test("an empty list and an empty map are said, since they take the place of others")
    func empty() {
        #expect(
            Self.source("hosts: []\nmap: {}\nin: {side: []}\nlist: [[], {}]") == [
                "hosts": "[]", "map": "{}", "in.side": "[]", "list[0]": "[]", "list[1]": "{}",
            ])
    }

    @Test("numbers and brackets as keys are Spring's indexes")
    func keys() {
        #expect(
            Self.source("ports: {8080: web, '9090': x}\nmap: {'[/key]': v1, a.b: v2}") == [
                "ports[8080]": "\"web\"", "ports.9090": "\"x\"", "map[/key]": "\"v1\"", "map.a.b": "\"v2\"",
            ])
    }

    @Test("a second document in a file is refused with what to do")
    func documents() {
        let properties = SpringProperties(file: "others/a.yaml", bytes: Array("a: 1\n---\nb: 2\n".utf8))
        #expect(
            properties.problems.map(\.description) == [
                "others/a.yaml:2:1: one document a file: a second one begins here, so put it into another file"
            ])
        #expect(
            problems("hot: {batchRecords: 1}\n---\nhot: {batchRecords: 2}").first?.contains("one document a file")
                == true)
        #expect(problems("---\nhot: {batchRecords: 1}\n...\n") == [])
    }
}

import Testing

@testable import Terminal

@Suite("What a terminal can show")
struct TextStyleTests {
    @Test(
        "block characters need a UTF-8 locale; the first variable that is set decides",
        arguments: [
            (["LANG": "en_GB.UTF-8"], true), (["LANG": "C.utf8"], true), ([:], false), (["LANG": "C"], false),
            (["LANG": "de_DE.ISO-8859-1"], false), (["LANG": "en_GB.UTF-8", "LC_ALL": "C"], false),
            (["LANG": "C", "LC_CTYPE": "C.UTF-8"], true), (["LANG": "C.UTF-8", "LC_ALL": ""], true),
        ] as [([String: String], Bool)])
    func characters(environment: [String: String], isUnicode: Bool) {
        for isTerminal in [true, false] {
            #expect(TextStyle(environment: environment, isTerminal: isTerminal).isUnicode == isUnicode)
        }
    }

    @Test(
        "colours need a terminal that knows them and nobody who forbids them",
        arguments: [
            (["TERM": "xterm"], true, true), (["TERM": "xterm"], false, false), (["TERM": "dumb"], true, false),
            (["NO_COLOR": "1"], true, false), (["NO_COLOR": ""], true, true),
        ] as [([String: String], Bool, Bool)])
    func colors(environment: [String: String], isTerminal: Bool, hasColor: Bool) {
        #expect(TextStyle(environment: environment, isTerminal: isTerminal).hasColor == hasColor)
    }

    @Test("text from outside cannot steer the terminal")
    func control() {
        #expect(printable("a\u{1B}[31m\u{9B}\nü") == #"a\u001b[31m\u009b\u000aü"#)
    }

    @Test("columns are as wide as their widest cell, and no line ends in spaces")
    func table() {
        let rows = [["a", "1", "x"], ["long", "22", ""]]
        #expect(TextTable.lines(rows, right: [1]) == ["a      1  x", "long  22"])
    }
}

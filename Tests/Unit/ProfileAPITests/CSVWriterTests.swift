import Testing

@testable import ProfileAPI

@Suite("CSV")
struct CSVWriterTests {
    @Test(
        "quotes what RFC 4180 wants quoted, and disarms what a spreadsheet would compute",
        arguments: [
            ("plain", "plain"), ("", ""), ("a,b", "\"a,b\""), ("say \"hi\"", "\"say \"\"hi\"\"\""),
            ("two\r\nlines", "\"two\r\nlines\""), ("=1+1", "'=1+1"), ("@SUM(A1)", "'@SUM(A1)"), ("-5", "'-5"),
            ("+5", "'+5"), ("\t=1", "'\t=1"), ("\r\n=1", "\"'\r\n=1\""), ("＝1", "'＝1"), ("=\u{301}x", "'=\u{301}x"),
            ("a=b", "a=b"), ("🏃", "🏃"),
        ])
    func cells(value: String, written: String) {
        var csv = CSVWriter()
        csv.text(value)
        csv.text("end")
        csv.endLine()
        // As bytes: Swift takes "\r\n" for one character.
        #expect(csv.bytes == Array("\(written),end\r\n".utf8))
    }

    @Test("numbers keep their sign, and what is missing is empty")
    func numbers() {
        var csv = CSVWriter()
        for value in [-2.5, nil, 71] { csv.number(value) }
        csv.text(nil)
        csv.endLine()
        csv.number(0)
        csv.endLine()
        #expect(String(decoding: csv.bytes, as: UTF8.self) == "-2.5,,71,\r\n0\r\n")
    }
}

import EventCodec
import Events
import Testing

@Suite("Writing JSON")
struct JSONWriterTests {
    private func json(_ write: (inout JSONWriter) -> Void) -> String {
        var writer = JSONWriter(capacity: 64)
        write(&writer)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    @Test("commas stand between members and elements and nowhere else")
    func commas() {
        let text = json {
            $0.beginObject()
            $0.key("a")
            $0.beginArray()
            $0.integer(1)
            $0.beginObject()
            $0.endObject()
            $0.null()
            $0.endArray()
            $0.key("b" as String)
            $0.bool(true)
            $0.key("c")
            $0.raw("[1,2]".utf8)
            $0.endObject()
        }
        #expect(text == #"{"a":[1,{},null],"b":true,"c":[1,2]}"#)
    }

    @Test("quotes, backslashes and control characters are escaped, everything else is left alone")
    func escapes() {
        #expect(
            json { $0.string("\"\\/\u{8}\t\n\u{C}\r\u{1}\u{1F}é\u{2028}🏃") } == #""\"\\/\b\t\n\f\r\u0001\u001fé"#
                + "\u{2028}🏃\"")
        #expect(json { $0.string("") } == #""""#)
        #expect(json { $0.key("a\nb") } == #""a\nb":"#)
    }

    @Test(
        "numbers take their shortest form that reads back the same",
        arguments: [
            (0.1, "0.1"), (0.1 + 0.2, "0.30000000000000004"), (3, "3"), (-3, "-3"), (1e15, "1000000000000000"),
            (1e22, "1e+22"), (0.000045, "0.000045"), (-1.25e-6, "-0.00000125"), (9.9e-7, "9.9e-07"),
            (.leastNonzeroMagnitude, "5e-324"), (-0.0, "-0.0"), (.nan, "null"), (.infinity, "null"),
        ] as [(Double, String)])
    func numbers(value: Double, text: String) {
        #expect(json { $0.number(value) } == text)
        if value.isFinite { #expect(Double(text)?.bitPattern == value.bitPattern) }
    }

    @Test(
        "rounded numbers have at most six decimals and no negative zero",
        arguments: [
            (12.3456785, "12.345679"), (-0.0000001, "0"), (-0.000001, "-0.000001"), (0.050001, "0.050001"), (1, "1"),
            (-12.5, "-12.5"), (0.9999999, "1"), (1e300, "1e+300"), (.nan, "null"), (-.infinity, "null"),
        ] as [(Double, String)])
    func rounded(value: Double, text: String) {
        #expect(json { $0.rounded(value) } == text)
    }

    @Test("what a writer wrote comes out of a parser byte for byte as it was, the smallest rounded numbers too")
    func again() throws {
        let text = json {
            $0.beginArray()
            for millionths in -150...150 { $0.rounded(Double(millionths) * 1e-6) }
            for value in [0.1, 1e-7, 12_345.678901, 1e22, -0.0] { $0.number(value) }
            $0.endArray()
        }
        let copy = try Array(text.utf8).withUnsafeBytes { bytes in
            try JSONParser(capacity: 1 << 16).parse(bytes) { JSONWriter.bytes(of: $0) }
        }
        #expect(String(decoding: copy, as: UTF8.self) == text)
    }

    @Test("integers keep every digit at both ends of their range")
    func integers() {
        #expect(json { $0.integer(Int64.min) } == "-9223372036854775808")
        #expect(json { $0.integer(UInt64.max) } == "18446744073709551615")
        #expect(json { $0.integer(0 as UInt8) } == "0")
    }

    @Test("a reset writer starts a new document")
    func reset() {
        var writer = JSONWriter()
        writer.integer(1)
        writer.reset()
        writer.integer(2)
        #expect(writer.bytes == Array("2".utf8))
    }
}

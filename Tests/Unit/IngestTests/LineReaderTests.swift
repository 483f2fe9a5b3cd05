import Testing

@testable import Producing

@Suite("Reading lines")
struct LineReaderTests {
    private func read(_ text: [UInt8], chunk: Int, max: Int = 8) async throws -> [LineReader.Line] {
        var reader = lines(text, chunk: chunk, lineBytesMax: max)
        var all: [LineReader.Line] = []
        while let line = try await reader.next() { all.append(line) }
        #expect(reader.bytesDone == Int64(text.count))
        #expect(reader.lineNumber == all.count)
        return all
    }

    @Test(
        "ends of line, blank lines, a byte-order mark and an open last line are understood", arguments: [1, 2, 3, 100])
    func shapes(chunk: Int) async throws {
        let read = try await read([0xEF, 0xBB, 0xBF] + Array("a\r\n\n12345678\r\nend".utf8), chunk: chunk)
        #expect(read == ["a", "", "12345678", "end"].map { .text(Array($0.utf8)) })
    }

    @Test("a line over the limit is skipped whole and the next one is read", arguments: [1, 4, 100])
    func tooLong(chunk: Int) async throws {
        let read = try await read(Array("123456789\nok\n1234567890123\r\nok".utf8), chunk: chunk)
        #expect(read == [.tooLong, .text(Array("ok".utf8)), .tooLong, .text(Array("ok".utf8))])
    }

    @Test("nothing gives no line") func empty() async throws {
        #expect(try await read([], chunk: 5).isEmpty)
    }
}

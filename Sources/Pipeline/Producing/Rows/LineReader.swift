/// Cuts a stream of bytes into lines, holding at most one line and one chunk in memory.
///
/// Ends of line are LF or CRLF; a byte-order mark at the start is skipped; the last line needs no end.
package struct LineReader {
    /// A line of the input.
    package enum Line: Equatable, Sendable {
        /// The line without its end; may be empty, and need not be UTF-8.
        case text([UInt8])
        /// A line over the limit, skipped to its end.
        case tooLong
    }

    /// Bytes of the lines returned so far, their ends included.
    package private(set) var bytesDone: Int64 = 0
    /// Lines returned so far, which is also the number of the last one.
    package private(set) var lineNumber = 0

    private let lineBytesMax: Int
    private let read: (Int) async throws -> [UInt8]
    private var chunk: [UInt8] = []
    private var position = 0

    /// - Parameters:
    ///   - lineBytesMax: longest line accepted, without its end.
    ///   - read: gives the next bytes, at most as many as asked for; none at the end of the input.
    package init(lineBytesMax: Int, read: @escaping (Int) async throws -> [UInt8]) {
        self.lineBytesMax = lineBytesMax
        self.read = read
    }

    /// The next line, or nil at the end.
    package mutating func next() async throws -> Line? {
        var line: [UInt8] = []
        var isTooLong = false
        var hasBytes = false
        while true {
            if position == chunk.count {
                chunk = try await read(64 * 1024)
                position = 0
                guard !chunk.isEmpty else { return hasBytes ? finish(line, isTooLong) : nil }
            }
            hasBytes = true
            let rest = chunk[position...]
            let end = rest.firstIndex(of: UInt8(ascii: "\n"))
            let part = rest[..<(end ?? rest.endIndex)]
            // Room for what is cut off below: a byte-order mark and the CR of a line end.
            if line.count + part.count > lineBytesMax + 4 {
                isTooLong = true
                line.removeAll(keepingCapacity: true)
            }
            if !isTooLong { line.append(contentsOf: part) }
            let next = end.map { $0 + 1 } ?? rest.endIndex
            bytesDone += Int64(next - position)
            position = next
            if end != nil { return finish(line, isTooLong) }
        }
    }

    private mutating func finish(_ line: [UInt8], _ isTooLong: Bool) -> Line {
        lineNumber += 1
        if isTooLong { return .tooLong }
        var text = line.last == UInt8(ascii: "\r") ? line.dropLast() : line[...]
        if lineNumber == 1, text.starts(with: [0xEF, 0xBB, 0xBF]) { text = text.dropFirst(3) }
        return text.count > lineBytesMax ? .tooLong : .text(Array(text))
    }
}

import Producing

/// Puts lines together to JSON objects, which stand one a line or over several lines.
///
/// A line that begins with `{` starts the next object even if the one before is not closed, unless that one ends in
/// `[` or `,`, as between rows: so a line that was cut off costs itself and not the rest of the file.
struct ReadinessDocuments {
    /// Longest object, in bytes: far above what decades of daily rows take.
    static let bytesMax = 16 * 1024 * 1024

    struct Document {
        /// Number of its first line.
        let line: Int
        var bytes: [UInt8] = []
        /// Over the limit; the bytes are gone.
        var isTooLong = false
    }

    private var lines: LineReader
    /// A line already read that belongs to the next object.
    private var pending: (number: Int, line: LineReader.Line)?

    init(_ lines: LineReader) { self.lines = lines }

    /// The next object, whether it is one or not; nil at the end. Blank lines do not count.
    mutating func next() async throws -> Document? {
        var open: Document?
        var depth = 0
        var expectsValue = false
        while let (number, line) = try await nextLine() {
            guard case .text(let bytes) = line else {
                return Document(line: open?.line ?? number, isTooLong: true)
            }
            guard let outline = LineOutline(bytes) else { continue }
            if open != nil, outline.beginsObject, !expectsValue {
                pending = (number, line)
                return open
            }
            var document = open ?? Document(line: number)
            document.append(bytes)
            depth += outline.depth
            if depth <= 0 { return document }
            expectsValue = outline.endsBeforeValue
            open = document
        }
        return open
    }

    private mutating func nextLine() async throws -> (number: Int, line: LineReader.Line)? {
        if let pending {
            self.pending = nil
            return pending
        }
        guard let line = try await lines.next() else { return nil }
        return (lines.lineNumber, line)
    }
}

extension ReadinessDocuments.Document {
    fileprivate mutating func append(_ more: [UInt8]) {
        isTooLong = isTooLong || bytes.count + more.count + 1 > ReadinessDocuments.bytesMax
        guard !isTooLong else { return bytes = [] }
        bytes.append(contentsOf: more)
        bytes.append(UInt8(ascii: "\n"))
    }
}

/// What the brackets of one line say; a JSON string never goes past the end of its line.
private struct LineOutline {
    /// Brackets opened less brackets closed.
    private(set) var depth = 0
    let beginsObject: Bool
    /// Ends where a row may follow.
    let endsBeforeValue: Bool

    /// Nil for a blank line.
    init?(_ line: [UInt8]) {
        let isText: (UInt8) -> Bool = { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }
        guard let first = line.first(where: isText), let last = line.last(where: isText) else { return nil }
        beginsObject = first == UInt8(ascii: "{")
        var isInString = false
        var isEscaped = false
        for byte in line {
            switch byte {
            case UInt8(ascii: "\"") where !isEscaped: isInString.toggle()
            case UInt8(ascii: "{") where !isInString, UInt8(ascii: "[") where !isInString: depth += 1
            case UInt8(ascii: "}") where !isInString, UInt8(ascii: "]") where !isInString: depth -= 1
            default: break
            }
            isEscaped = byte == UInt8(ascii: "\\") && isInString && !isEscaped
        }
        endsBeforeValue = !isInString && (last == UInt8(ascii: "[") || last == UInt8(ascii: ","))
    }
}

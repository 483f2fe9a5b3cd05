import Events

/// Writes lines of RFC 4180, safe to open in a spreadsheet.
struct CSVWriter {
    private(set) var bytes: [UInt8] = []
    private var isFirst = true

    /// A text of anybody's. One that a spreadsheet would take for a formula gets an apostrophe before it.
    mutating func text(_ value: String?) {
        let value = value ?? ""
        // By code units: "\r\n" is one Character, and a combining mark would hide what it stands after.
        let isFormula = value.utf8.first.map { "=+-@\t\r\n".utf8.contains($0) } ?? false
        // Spreadsheets in East Asia take the full-width forms for formulas as well.
        let isWide = value.unicodeScalars.first.map { "＝＋－＠".unicodeScalars.contains($0) } ?? false
        cell(isFormula || isWide ? "'" + value : value)
    }

    /// A number of ours, which may begin with a minus.
    mutating func number(_ value: Double?) {
        var json = JSONWriter()
        if let value { json.rounded(value) }
        cell(String(decoding: json.bytes, as: UTF8.self))
    }

    mutating func endLine() {
        bytes += "\r\n".utf8
        isFirst = true
    }

    private mutating func cell(_ value: String) {
        if !isFirst { bytes.append(UInt8(ascii: ",")) }
        isFirst = false
        let quote = UInt8(ascii: "\"")
        guard value.utf8.contains(where: { "\",\r\n".utf8.contains($0) }) else {
            bytes += value.utf8
            return
        }
        bytes.append(quote)
        for byte in value.utf8 {
            if byte == quote { bytes.append(quote) }
            bytes.append(byte)
        }
        bytes.append(quote)
    }
}

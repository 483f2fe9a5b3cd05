import FoundationEssentials

/// The last lines of a server's log, for an error message.
func logTail(_ path: String) -> String {
    guard let log = try? Data(contentsOf: URL(fileURLWithPath: path)), !log.isEmpty else { return "its log is empty" }
    let lines = String(decoding: log.suffix(2_000), as: UTF8.self).split(whereSeparator: \.isNewline).suffix(5)
    return "its log \(path) ends: " + lines.joined(separator: " | ")
}

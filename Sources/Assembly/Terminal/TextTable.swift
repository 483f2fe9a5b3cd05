/// Rows in columns as wide as their widest cell.
package enum TextTable {
    /// - Parameter right: the columns whose cells end, instead of begin, at one place: numbers.
    package static func lines(_ rows: [[String]], right: Set<Int> = []) -> [String] {
        let columns = rows.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in
            rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
        }
        return rows.map { row in
            var line = ""
            for (column, cell) in row.enumerated() {
                let padding = String(repeating: " ", count: widths[column] - cell.count)
                line += (column == 0 ? "" : "  ") + (right.contains(column) ? padding + cell : cell + padding)
            }
            return line.trimmingTrailingSpaces
        }
    }
}

extension String {
    package var trimmingTrailingSpaces: String {
        var text = self[...]
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}

import Events
import Foundation
import Terminal

/// The values of consecutive days as dots over the range that is normal. Pure.
struct DayChart {
    /// What is drawn, in which unit.
    let title: String
    let lastDate: CivilDate
    /// One for each day up to `lastDate`, oldest first; nil where the day has none.
    let values: [Double?]
    /// Shaded.
    let normal: ClosedRange<Double>
    /// From the bottom to the top; nil to fit the values and the normal range.
    var scale: ClosedRange<Double>?

    private static let height = 7

    /// Title, plot and dates; only the title and a note when no day has a value.
    func lines(_ style: TextStyle) -> [String] {
        let title = "\(title), normal \(label(normal.lowerBound))\(style.to)\(label(normal.upperBound)) shaded"
        guard values.contains(where: { $0 != nil }) else { return ["\(title): no values"] }
        let labels = rowLabels(style)
        let width = labels.map(\.count).max() ?? 0
        let plot = labels.indices.map { row in
            let padding = String(repeating: " ", count: width - labels[row].count)
            let axis = style.isUnicode ? (labels[row].isEmpty ? "│" : "┤") : "|"
            return ("  " + padding + labels[row] + " " + axis + cells(of: row, style)).trimmingTrailingSpaces
        }
        let indent = String(repeating: " ", count: width + 3)
        let (corner, rule) = style.isUnicode ? ("└", "─") : ("+", "-")
        let base = corner + String(repeating: rule, count: 2 * values.count)
        return [title] + plot + [indent + base, indent + " " + dates]
    }

    /// The first date under the first day, the last one ending under the last.
    private var dates: String {
        let (first, last) = (lastDate.advanced(by: 1 - values.count).description, lastDate.description)
        let gap = 2 * values.count - first.count - last.count
        return gap > 0 ? first + String(repeating: " ", count: gap) + last : last
    }
}

extension DayChart {
    private var bounds: ClosedRange<Double> {
        if let scale { return scale }
        // A little of what is not normal is always in sight, so that the shade has edges.
        let margin = (normal.upperBound - normal.lowerBound) / 4
        let known = values.compactMap { $0 } + [normal.lowerBound - margin, normal.upperBound + margin]
        let (low, high) = (known.min() ?? 0, known.max() ?? 1)
        return low < high ? low...high : low - 1...high + 1
    }

    /// 0 at the bottom; `count` steps in all. What lies outside the scale is drawn at its edge.
    private func step(_ value: Double, of count: Int) -> Int {
        let share = (value - bounds.lowerBound) / (bounds.upperBound - bounds.lowerBound)
        return Int((min(1, max(0, share)) * Double(count - 1)).rounded())
    }

    /// Rows are counted from the top, as they are printed.
    private func row(_ value: Double) -> Int { Self.height - 1 - step(value, of: 2 * Self.height) / 2 }

    /// Both ends of the scale and of the normal range; of two in one row the normal range's.
    private func rowLabels(_ style: TextStyle) -> [String] {
        var labels = Array(repeating: "", count: Self.height)
        for value in [bounds.upperBound, bounds.lowerBound, normal.upperBound, normal.lowerBound] {
            labels[row(value)] = label(value)
        }
        return labels
    }

    private func cells(of row: Int, _ style: TextStyle) -> String {
        let isNormal = (self.row(normal.upperBound)...self.row(normal.lowerBound)).contains(row)
        let shade = isNormal ? style.colored(style.isUnicode ? "░" : ".", .dim) : " "
        var line = ""
        for value in values {
            if let value, self.row(value) == row {
                let isLow = step(value, of: 2 * Self.height) % 2 == 0
                let dot = style.isUnicode ? (isLow ? "▄" : "▀") : "o"
                line += style.colored(dot, normal.contains(value) ? .green : .yellow) + shade
            } else {
                line += shade + shade
            }
        }
        return line
    }

    private func label(_ value: Double) -> String {
        String(format: value == value.rounded() ? "%.0f" : "%.1f", value)
    }
}

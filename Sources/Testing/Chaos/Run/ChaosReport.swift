/// What came of a run.
package struct ChaosReport: Sendable {
    /// What is known of one fault.
    package struct Row: Sendable {
        /// Which.
        package let fault: Fault
        /// Of each time: how long after its end everything was well again.
        package let recoveries: [Duration]
        /// Acknowledged events that were on their way at the time and are not archived.
        package let lost: Int
        /// Events that were on their way at the time and are archived twice.
        package let doubled: Int

        /// For a test.
        package init(fault: Fault, recoveries: [Duration], lost: Int, doubled: Int) {
            self.fault = fault
            self.recoveries = recoveries
            self.lost = lost
            self.doubled = doubled
        }
    }

    /// One for each fault that struck, in the order of ``Fault/allCases``.
    package let rows: [Row]
    /// Events that clients were told are stored.
    package let acknowledged: Int
    /// Events of which they were told nothing, and how many of them are stored.
    package let unknown: (events: Int, stored: Int)
    /// Every broken promise; empty if all is well.
    package let violations: [String]

    /// For a test.
    package init(rows: [Row], acknowledged: Int, unknown: (events: Int, stored: Int), violations: [String]) {
        self.rows = rows
        self.acknowledged = acknowledged
        self.unknown = unknown
        self.violations = violations
    }

    /// For people, and for Markdown.
    package var table: String {
        var cells = [["fault", "injected", "lost", "doubled", "recovery, median", "worst"]]
        for row in rows {
            let sorted = row.recoveries.sorted()
            cells.append(
                [
                    "\(row.fault)", "\(sorted.count)", "\(row.lost)", "\(row.doubled)",
                    Self.seconds(sorted[(sorted.count - 1) / 2]), Self.seconds(sorted[sorted.count - 1]),
                ])
        }
        let widths = cells[0].indices.map { column in cells.map { $0[column].count }.max() ?? 0 }
        cells.insert(widths.enumerated().map { String(repeating: "-", count: $1 - 1) + ($0 == 0 ? "-" : ":") }, at: 1)
        return cells.map { row in
            "| "
                + zip(row, widths).enumerated().map { column, cell in
                    let padding = String(repeating: " ", count: cell.1 - cell.0.count)
                    return column == 0 ? cell.0 + padding : padding + cell.0
                }.joined(separator: " | ") + " |"
        }.joined(separator: "\n")
    }

    /// The same in words.
    package var summary: String {
        let faults = rows.reduce(0) { $0 + $1.recoveries.count }
        let verdict =
            violations.isEmpty
            ? "nothing lost, nothing twice"
            : "\(violations.count) broken promises:\n" + violations.joined(separator: "\n")
        return """
            \(faults) faults, \(acknowledged) events acknowledged, \(unknown.events) not (of which \(unknown.stored) stored): \
            \(verdict)
            """
    }

    private static func seconds(_ time: Duration) -> String {
        let tenths = Int(time / .milliseconds(100))
        return "\(tenths / 10).\(tenths % 10) s"
    }
}

import Foundation
import Terminal

/// A row of the report: the median run, and how it compares with the row that is its ceiling.
struct BenchRow: Codable {
    let name: String
    /// Events, rows or requests per second of every run, slowest first.
    let rates: [Double]
    let median: Double
    /// Of the medians; the ceiling's own row has 1.
    let ratio: Double
    /// Milliseconds of CPU time per thousand items.
    let cpuPerThousand: Double?
    let writesPerEvent: Double?
    let peakMiB: Double?
    /// At half the rate.
    let p99Milliseconds: Double?
}

/// What `bench` prints.
struct BenchReport: Codable {
    struct Section: Codable {
        let title: String
        let unit: String
        var rows: [BenchRow]
    }

    let cores: Int
    let events: Int
    var sections: [Section] = []

    var text: String {
        let head = "\(cores) cores, \(events) events; the median of each row's runs, slowest to fastest in brackets"
        return ([head] + sections.map(Self.text)).joined(separator: "\n\n")
    }

    var json: String {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
            return String(decoding: try encoder.encode(self), as: UTF8.self)
        }
    }

    private static func text(_ section: Section) -> String {
        let heads = [
            section.title, section.unit, "(spread)", "ratio", "CPU ms/1000", "writes/event", "peak MiB",
            "p99 ms, half load",
        ]
        let lines = section.rows.map { row in
            [
                row.name, number(row.median, 0),
                "(\(number(row.rates.first, 0))–\(number(row.rates.last, 0)))", number(row.ratio, 2),
                number(row.cpuPerThousand, 1), number(row.writesPerEvent, 3), number(row.peakMiB, 0),
                number(row.p99Milliseconds, 1),
            ]
        }
        return TextTable.lines([heads] + lines).joined(separator: "\n")
    }

    private static func number(_ value: Double?, _ digits: Int) -> String {
        value.map { String(format: "%.\(digits)f", $0) } ?? ""
    }
}

extension BenchRow {
    /// The runs of a row, and the median rate of its ceiling; nil if this row is the ceiling.
    init(_ name: String, _ runs: [Measurement], ceiling: BenchRow?) {
        let sorted = runs.sorted { $0.rate < $1.rate }
        let middle = sorted[sorted.count / 2]
        self.init(
            name: name, rates: sorted.map(\.rate), median: middle.rate,
            ratio: ceiling.map { middle.rate / $0.median } ?? 1,
            cpuPerThousand: middle.cpuSeconds * 1e6 / Double(max(1, middle.items)),
            writesPerEvent: middle.writes.map { Double($0) / Double(max(1, middle.items)) }, peakMiB: middle.peakMiB,
            p99Milliseconds: nil)
    }

    /// Runs of a server under load; the ceiling is the rate that it is compared with.
    init(_ name: String, _ runs: [WrkLoad.Result], halfLoad: [WrkLoad.Result], ceiling: Double, peakMiB: Double?) {
        let sorted = runs.sorted { $0.rate < $1.rate }
        let middle = sorted[sorted.count / 2]
        let half = halfLoad.map(\.p99).sorted()
        self.init(
            name: name, rates: sorted.map(\.rate), median: middle.rate, ratio: middle.rate / ceiling,
            cpuPerThousand: nil, writesPerEvent: nil, peakMiB: peakMiB, p99Milliseconds: half[half.count / 2])
    }
}

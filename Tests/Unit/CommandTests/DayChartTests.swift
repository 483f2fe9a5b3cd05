import Events
import Testing

@testable import Terminal
@testable import pulsehub

@Suite("Chart of days")
struct DayChartTests {
    private let ascii = TextStyle()
    private let blocks = TextStyle(isUnicode: true)

    private func chart(_ values: [Double?], normal: ClosedRange<Double> = 4...8) -> DayChart {
        DayChart(title: "x in ms", lastDate: CivilDate(dayNumber: 20_000), values: values, normal: normal)
    }

    @Test("shades the normal range, dots each day at its height and leaves gaps, in plain ASCII")
    func plain() {
        #expect(
            chart([1, nil, 4, 6, 8, 13]).lines(ascii) == [
                "x in ms, normal 4 to 8 shaded",
                "  13 |          o",
                "     |",
                "   8 |........o...",
                "     |............",
                "     |......o.....",
                "   4 |....o.......",
                "   1 |o",
                "     +------------",
                "      2024-10-04",
            ])
    }

    @Test("has twice the height in block characters")
    func halves() {
        #expect(
            chart([1, nil, 4, 6, 8, 13]).lines(blocks) == [
                "x in ms, normal 4–8 shaded",
                "  13 ┤          ▀",
                "     │",
                "   8 ┤░░░░░░░░▄░░░",
                "     │░░░░░░░░░░░░",
                "     │░░░░░░▀░░░░░",
                "   4 ┤░░░░▀░░░░░░░",
                "   1 ┤▄",
                "     └────────────",
                "      2024-10-04",
            ])
    }

    @Test("tells the first and the last date where there is room for both")
    func dates() {
        let last = chart(Array(repeating: 5, count: 30)).lines(ascii).last
        #expect(last == "     2024-09-05" + String(repeating: " ", count: 40) + "2024-10-04")
    }

    @Test(
        "draws any values inside its frame",
        arguments: [[5, 5], [-1e300, 1e300], [1e300], [0, 100, -7]] as [[Double]])
    func extremes(values: [Double]) {
        for normal in [4.0...8.0, 5.0...5.0] {
            let lines = chart(values, normal: normal).lines(ascii)
            #expect(lines.count == 10)
            #expect(lines.dropFirst().joined().filter { $0 == "o" }.count == values.count)
        }
    }

    @Test("without any value says so instead of an empty frame")
    func empty() {
        #expect(chart([nil, nil]).lines(ascii) == ["x in ms, normal 4 to 8 shaded: no values"])
    }

    @Test("colours only where colours are wanted")
    func colors() {
        let values = [1.0, 6.0]
        #expect(!chart(values).lines(blocks).joined().contains("\u{1B}"))
        let colored = chart(values).lines(TextStyle(isUnicode: true, hasColor: true)).joined()
        // Green within the normal range, yellow outside.
        #expect(colored.contains("\u{1B}[32m") && colored.contains("\u{1B}[33m▄\u{1B}[0m"))
    }
}

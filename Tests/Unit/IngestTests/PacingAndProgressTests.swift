import Testing

@testable import Producing

@Suite("Pace and progress")
struct PacingAndProgressTests {
    @Test("a burst passes at once, then the rate rules, and a pause does not save up more than a burst")
    func bucket() {
        var bucket = TokenBucket(perSecond: 100, burst: 2)
        #expect(bucket.take(1, at: .zero) == .zero)
        #expect(bucket.take(1, at: .zero) == .zero)
        #expect(bucket.take(1, at: .zero) == .milliseconds(10))
        #expect(bucket.take(2, at: .seconds(100)) == .zero)
        #expect(bucket.take(1, at: .seconds(100)) == .milliseconds(10))
    }

    private let half = ProduceProgress(
        bytesDone: 500, bytesTotal: 1000, acknowledged: 1200, refused: 3, elapsed: .seconds(60))

    @Test("a bar shows share, count, rate and time left")
    func bar() {
        let line = ProgressBar.render(half, width: 80)
        #expect(line.hasPrefix("[####"))
        #expect(line.contains("50% 1200 events, 20/s, 3 refused, 1:00 left"))
        #expect(ProgressBar.plain(half) == "50% 1200 events, 20/s, 3 refused, 1:00 left")
    }

    @Test("no line is wider than the terminal", arguments: [-1, 0, 1, 10, 30, 60, 80, 200])
    func width(_ width: Int) {
        #expect(ProgressBar.render(half, width: width).count <= max(0, width))
    }

    @Test("without a total there is no bar and no time left")
    func unknownTotal() {
        let state = ProduceProgress(
            bytesDone: 20_000, bytesTotal: nil, acknowledged: 10, refused: 0, elapsed: .seconds(2))
        #expect(ProgressBar.render(state, width: 80) == "10 events, 5/s, 20 kB")
    }
}

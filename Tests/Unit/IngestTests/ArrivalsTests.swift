import Events
import Testing

@testable import Producing

@Suite("When rows came in")
struct ArrivalsTests {
    private let start = Instant(microseconds: 1_795_000_000_000_000)

    @Test("is later for every new row, whatever the clock does")
    func later() {
        let arrivals = Arrivals()
        let clock = [start, start, start.advanced(bySeconds: -60), start.advanced(bySeconds: 1), start]
        let times = clock.enumerated().map { arrivals.arrival(ofContent: UInt64($0), now: $1) }
        #expect(times == times.sorted() && Set(times).count == times.count)
    }

    @Test("is what it was for a row that comes again, also after its correction")
    func again() {
        let arrivals = Arrivals()
        let night = arrivals.arrival(ofContent: 1, now: start)
        let correction = arrivals.arrival(ofContent: 2, now: start.advanced(bySeconds: 60))
        #expect(arrivals.arrival(ofContent: 1, now: start.advanced(bySeconds: 3_599)) == night)
        #expect(night < correction)
    }

    @Test("is another one after an hour: what is said again then counts")
    func anew() {
        let arrivals = Arrivals()
        _ = arrivals.arrival(ofContent: 1, now: start)
        let correction = arrivals.arrival(ofContent: 2, now: start.advanced(bySeconds: 60))
        #expect(arrivals.arrival(ofContent: 1, now: start.advanced(bySeconds: 3_600)) > correction)
    }

    @Test("is forgotten of the oldest when there are too many")
    func bounded() {
        let arrivals = Arrivals()
        let first = arrivals.arrival(ofContent: 0, now: start)
        for content in 1..<UInt64(Arrivals.rowsMax) { _ = arrivals.arrival(ofContent: content, now: start) }
        #expect(arrivals.arrival(ofContent: 0, now: start) == first)
        for content in 0..<UInt64(2 * Arrivals.rowsMax) {
            _ = arrivals.arrival(ofContent: content + 1_000_000, now: start)
        }
        #expect(arrivals.arrival(ofContent: 0, now: start) > first)
    }
}

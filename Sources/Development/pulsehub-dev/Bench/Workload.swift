import Events
import Foundation
import Kafka

/// The wellness events that a benchmark reads, in the order in which they would arrive; the same at every run of a day.
struct Workload: Sendable {
    /// How many users share the events.
    enum Shape: String, CaseIterable, Sendable {
        /// 10,000 users day by day: a batch of one partition holds about five events of each.
        case deep
        /// One morning of many users: all heart-rate rows, then all nights, so that a batch hardly meets a user twice.
        case wide
    }

    let shape: Shape
    let events: Int

    private var users: Int { shape == .deep ? min(10_000, max(1, events / 2)) : max(1, events / 2) }

    /// Produces everything, and checks that the in-memory log has kept it.
    func load(into servers: String, partitions: Int32) throws {
        let producer = try Producer(
            properties: ["bootstrap.servers": servers, "linger.ms": "50"], clientID: "bench",
            queueRecordsMax: Self.chunk)
        defer { producer.close(deadline: .seconds(5)) }
        var next = 0
        while next < events {
            let end = min(events, next + Self.chunk)
            _ = try producer.sendAndWait((next..<end).map(record), deadline: .seconds(60))
            next = end
        }
        for partition in 0..<partitions {
            let place = TopicPartition(topic: Topics.wellness, partition: partition)
            guard try producer.watermarks(of: place, deadline: .seconds(10)).low == 0 else {
                throw DevError("\(events) events are more than the in-memory log keeps: use fewer --events")
            }
        }
    }

    /// Produces some of the events and waits for the broker; the in-memory log drops its oldest ones.
    func produce(_ numbers: Range<Int>, by producer: Producer) throws {
        _ = try producer.sendAndWait(numbers.map(record), deadline: .seconds(60))
    }

    /// Name of the nth user.
    static func user(_ number: Int) -> String {
        let digits = String(number)
        return "user-" + String(repeating: "0", count: max(0, 6 - digits.count)) + digits
    }

    private static let chunk = 24_000
    private static let lastDay = Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)).utcDate

    private func record(_ number: Int) -> ProducerRecord {
        let event = event(number)
        return ProducerRecord(
            topic: Topics.wellness, key: Array(event.subject.utf8), value: event.encoded(),
            headers: [KafkaHeader(name: "content-type", value: Array(Event.contentType.utf8))])
    }

    /// Deep: a user's two rows of a day follow each other. Wide: `users` events lie between them.
    private func event(_ number: Int) -> Event {
        let user = shape == .deep ? number / 2 % users : number % users
        let isHRV = shape == .deep ? number % 2 == 0 : number < users
        let days = shape == .deep ? (events - 1) / (2 * users) : 0
        let day = shape == .deep ? number / (2 * users) : 0
        let date = Self.lastDay.advanced(by: day - days)
        let noise = UInt64(number) &* 0x9E37_79B9_7F4A_7C15
        func vary(_ range: ClosedRange<Int>, _ shift: UInt64) -> Double {
            Double(range.lowerBound + Int((noise >> shift) % UInt64(range.count)))
        }
        let capturedAt = Instant(
            microseconds: (Int64(date.dayNumber) * 86_400 + Int64(noise >> 58)) * 1_000_000)
        let vendor = ["oura", "whoop", "garmin", "polar"][user % 4]
        let payload: Payload =
            isHRV
            ? .hrv(
                HRVRecorded(
                    date: date, vendor: vendor, rMSSD: vary(350...900, 8) / 10, restingHR: vary(42...64, 16),
                    capturedAt: capturedAt))
            : .sleep(
                SleepRecorded(
                    date: date, vendor: vendor, durationMin: vary(330...540, 8), efficiencyPct: vary(78...97, 16),
                    latencyMin: vary(3...40, 24), wakeCount: vary(0...6, 32), capturedAt: capturedAt))
        return Event(
            id: String(noise, radix: 16), source: "urn:pulsehub:bench", subject: Self.user(user), time: capturedAt,
            payload: payload)
    }
}

import Events
import Foundation
import Glibc
import Kafka
import Synchronization
import TestSupport

/// Events at a steady rate until it is stopped, on a thread of its own.
final class SteadyLoad: Sendable {
    /// What is sent.
    struct Mix {
        /// Events each second.
        var rate = 1_000
        /// Who they are of, in turn.
        var users = 500
        /// How many of a hundred are heart-rate rows; the others are clicks.
        var wellnessPercent = 2
        /// How many of a hundred are of one user alone.
        var poisonPercent = 0
    }

    static let poison = "poison"

    private let producer: Producer
    private let mix: Mix
    private let sent = Mutex(0)
    private let failed = Mutex<String?>(nil)
    private let isStopped = Atomic(false)
    private let hasEnded = Atomic(false)

    init(_ mix: Mix, in pipeline: Pipeline) throws {
        self.mix = mix
        // Compressed, since the in-memory log keeps 5 MiB a partition; and lingering, since it gives out no more than one
        // batch of each partition in an answer.
        producer = try Producer(
            properties: [
                "bootstrap.servers": pipeline.cluster.bootstrapServers, "linger.ms": "100", "compression.type": "lz4",
            ], clientID: "load", deliveryTimeout: .seconds(60), log: { _, _, _ in })
        Thread.detachNewThread { [self] in run() }
    }

    /// How many events were sent.
    var count: Int { sent.withLock(\.self) }

    /// Ends it, and waits until the broker has everything; throws if something was not taken.
    func stop() throws {
        isStopped.store(true, ordering: .relaxed)
        while !hasEnded.load(ordering: .acquiring) { usleep(1000) }
        try producer.flush(deadline: .seconds(60))
        if let failure = failed.withLock(\.self) { throw TimedOut(failure) }
    }

    private func run() {
        let start = ContinuousClock.now
        var number = 0
        while !isStopped.load(ordering: .relaxed) {
            let due = Int((ContinuousClock.now - start) / .milliseconds(1)) * mix.rate / 1000
            while number < due {
                send(number)
                number += 1
            }
            usleep(5_000)
        }
        hasEnded.store(true, ordering: .releasing)
    }

    private func send(_ number: Int) {
        do {
            try producer.enqueue(record(number)) { [self] result in
                if case .failure(let error) = result { failed.withLock { $0 = "\(error)" } }
            }
            sent.withLock { $0 += 1 }
        } catch { failed.withLock { $0 = "\(error)" } }
    }

    private func record(_ number: Int) -> ProducerRecord {
        let isPoison = number % 100 < mix.poisonPercent
        let user = isPoison ? Self.poison : "user-\(number % mix.users)"
        // By another step than users, so that everybody has some of both.
        let isWellness = (number / mix.users + number) % 100 < mix.wellnessPercent
        return isWellness ? Self.heartRate(number, of: user) : Self.click(number, of: user)
    }

    static func click(_ number: Int, of user: String) -> ProducerRecord {
        record(Topics.activity, user, "pulsehub.activity.tap.v1", number, #"{"screen":"home","n":\#(number)}"#)
    }

    /// A row of one of the last 60 days.
    static func heartRate(_ number: Int, of user: String, vendor: String = "oura") -> ProducerRecord {
        let day = today.advanced(by: -(number / 7 % 60))
        return record(
            Topics.wellness, user, "pulsehub.hrv.recorded.v1", number,
            #"{"date":"\#(day)","vendor":"\#(vendor)","rMSSD":\#(30 + number % 50),"capturedAt":"\#(moment)"}"#)
    }

    private static func record(
        _ topic: String, _ user: String, _ type: String, _ number: Int, _ data: String
    ) -> ProducerRecord {
        let value = """
            {"specversion":"1.0","id":"load-\(number)","source":"load","type":"\(type)","subject":"\(user)",\
            "time":"\(moment)","data":\(data)}
            """
        return ProducerRecord(
            topic: topic, key: Array(user.utf8), value: Array(value.utf8),
            headers: [KafkaHeader(name: "content-type", value: Array(Event.contentType.utf8))])
    }

    /// When the tests began.
    private static let now = Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
    private static let moment = now.description
    private static let today = now.utcDate.advanced(by: -1)
}

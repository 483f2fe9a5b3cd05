import Events
import Foundation
import Glibc
import Kafka
import Synchronization

/// Events at a steady rate until it is stopped, on a thread of its own.
package final class SteadyLoad: Sendable {
    /// What is sent.
    package struct Mix: Sendable {
        /// Events each second.
        package var rate: Int
        /// Who they are of, in turn.
        package var users: Int
        /// How many of a hundred are heart-rate rows; the others are clicks.
        package var wellnessPercent: Int
        /// How many of a hundred are of one user alone.
        package var poisonPercent: Int
        /// The number of the first event, so that the events of two loads differ.
        package var first: Int

        /// A mix.
        package init(
            rate: Int = 1_000, users: Int = 500, wellnessPercent: Int = 2, poisonPercent: Int = 0, first: Int = 0
        ) {
            self.rate = rate
            self.users = users
            self.wellnessPercent = wellnessPercent
            self.poisonPercent = poisonPercent
            self.first = first
        }
    }

    /// The one user of ``Mix/poisonPercent``.
    package static let poison = "poison"

    private let producer: Producer
    private let mix: Mix
    private let sent = Mutex(0)
    private let taken = Mutex<[String]>([])
    private let failed = Mutex<String?>(nil)
    private let isStopped = Atomic(false)
    private let hasEnded = Atomic(false)

    /// Begins to send.
    ///
    /// - Parameters:
    ///   - properties: further ones of the producer.
    ///   - patience: an event that the broker has not acknowledged by then makes ``stop()`` throw.
    package init(
        _ mix: Mix, in pipeline: Pipeline, properties: KafkaProperties = [:], patience: Duration = .seconds(60)
    ) throws {
        self.mix = mix
        // Compressed, since the in-memory log keeps 5 MiB a partition; and lingering, since it gives out no more than one
        // batch of each partition in an answer.
        let own = [
            "bootstrap.servers": pipeline.bootstrapServers, "linger.ms": "100", "compression.type": "lz4",
        ]
        producer = try Producer(
            properties: own.merging(properties) { $1 }, clientID: "load", deliveryTimeout: patience, log: { _, _, _ in }
        )
        Thread.detachNewThread { [self] in run() }
    }

    /// How many events were sent.
    package var count: Int { sent.withLock(\.self) }

    /// The ids of the events that the broker has acknowledged.
    package var acknowledged: [String] { taken.withLock(\.self) }

    /// Ends it, and waits until the broker has everything; throws if something was not taken.
    package func stop(within deadline: Duration = .seconds(60)) throws {
        isStopped.store(true, ordering: .relaxed)
        while !hasEnded.load(ordering: .acquiring) { usleep(1000) }
        try producer.flush(deadline: deadline)
        if let failure = failed.withLock(\.self) { throw TimedOut(failure) }
    }

    private func run() {
        let start = ContinuousClock.now
        var number = 0
        while !isStopped.load(ordering: .relaxed) {
            let due = Int((ContinuousClock.now - start) / .milliseconds(1)) * mix.rate / 1000
            while number < due {
                send(mix.first + number)
                number += 1
            }
            usleep(5_000)
        }
        hasEnded.store(true, ordering: .releasing)
    }

    private func send(_ number: Int) {
        do {
            try producer.enqueue(record(number)) { [self] result in
                switch result {
                case .success: taken.withLock { $0.append(Self.id(number)) }
                case .failure(let error): failed.withLock { $0 = "\(error)" }
                }
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

    /// The id of the event of a number.
    package static func id(_ number: Int) -> String { "load-\(number)" }

    /// A tap in the app.
    package static func click(_ number: Int, of user: String) -> ProducerRecord {
        record(Topics.activity, user, "pulsehub.activity.tap.v1", number, #"{"screen":"home","n":\#(number)}"#)
    }

    /// A row of one of the last 60 days.
    package static func heartRate(_ number: Int, of user: String, vendor: String = "oura") -> ProducerRecord {
        let day = today.advanced(by: -(number / 7 % 60))
        return record(
            Topics.wellness, user, "pulsehub.hrv.recorded.v1", number,
            #"{"date":"\#(day)","vendor":"\#(vendor)","rMSSD":\#(30 + number % 50),"capturedAt":"\#(moment)"}"#)
    }

    private static func record(
        _ topic: String, _ user: String, _ type: String, _ number: Int, _ data: String
    ) -> ProducerRecord {
        let value = """
            {"specversion":"1.0","id":"\(id(number))","source":"load","type":"\(type)","subject":"\(user)",\
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

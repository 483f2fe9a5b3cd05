import Events
import Kafka
import Streaming

/// Produces dead letters again, in batches of which each is noted as a whole.
package struct DeadLetterRetry {
    /// What to do beyond the careful way.
    package struct Options: Sendable {
        /// Also those that were retried or discarded before.
        package var again = false
        /// Also those that would be refused again, as far as this build can tell.
        package var force = false
        /// Tell what would happen, and change nothing.
        package var dryRun = false
        /// How long a batch is repeated over failures of Kafka that pass.
        package var patience = Duration.zero

        /// The careful way.
        package init() {}
    }

    /// What became of one of them.
    package enum Outcome: Equatable, Sendable {
        /// It was produced, or would be; nil in a dry run.
        case retried(RecordOrigin?)
        /// It would be refused again, and was left as it is.
        case refusedAgain(Rejection)
        /// Somebody has decided about it.
        case decided(DeadLetter.State)
        /// It is not there any more: its month was dropped, or its user erased.
        case gone
    }

    /// So many are produced at once: each may hold 512 KiB.
    package static let batchCount = 100
    private static let deadline = Duration.seconds(60)

    private let store: DeadLetterStore
    private let producer: Producer
    private let options: Options
    private let by: String
    private let forecast: RetryForecast

    /// - Parameter by: who decides, for the record.
    package init(
        store: DeadLetterStore, producer: Producer, forecast: RetryForecast, options: Options, by: String
    ) {
        self.store = store
        self.forecast = forecast
        self.producer = producer
        self.options = options
        self.by = by
    }

    /// Retries them in the order of their origins, and tells of each batch when it is done.
    ///
    /// - Throws: what keeps a batch from being produced or noted. It stays as it was, the batches before it are done.
    package func run(
        _ letters: [DeadLetter], now: () -> Instant, told: ([(letter: DeadLetter, outcome: Outcome)]) -> Void
    ) throws {
        let letters = letters.sorted { $0.origin.isBefore($1.origin) }
        for start in stride(from: 0, to: letters.count, by: Self.batchCount) {
            let batch = Array(letters[start..<min(start + Self.batchCount, letters.count)])
            let outcomes = try patiently { try retry(batch, now: now()) }
            told(batch.map { ($0, outcomes[$0.origin] ?? .gone) })
        }
    }

    /// What fails has taken the producer's delivery timeout, so that no pause is needed.
    private func patiently<Value>(_ body: () throws -> Value) throws -> Value {
        let end = ContinuousClock.now + options.patience
        while true {
            do { return try body() } catch let error as KafkaError where error.isRetriable && .now < end { continue }
        }
    }

    private func retry(_ batch: [DeadLetter], now: Instant) throws -> [RecordOrigin: Outcome] {
        let reasons = Dictionary(batch.map { ($0.origin, $0.reason) }) { $1 }
        let origins = batch.map(\.origin)
        var outcomes: [RecordOrigin: Outcome] = [:]
        func usable(_ records: [ParkedRecord]) -> [ParkedRecord] {
            records.filter { record in
                let reason = reasons[record.origin] ?? ""
                guard let rejection = forecast.rejection(of: record, reason: reason, now: now) else { return true }
                // A value that was left out when it was parked cannot be produced by force.
                guard options.force, record.value != nil || rejection.reason != .tooLarge else {
                    outcomes[record.origin] = .refusedAgain(rejection)
                    return false
                }
                return true
            }
        }
        if options.dryRun {
            let open = batch.filter { options.again || $0.state == .open }.map(\.origin)
            for record in usable(try store.records(of: open)) { outcomes[record.origin] = .retried(nil) }
        } else {
            let states = options.again ? DeadLetter.State.allCases : [.open]
            let produced = try store.retry(origins, from: states, by: by) { records in
                let records = usable(records)
                let deliveries = try producer.sendAndWait(records.map(\.retry), deadline: Self.deadline)
                return Dictionary(uniqueKeysWithValues: zip(records.map(\.origin), deliveries))
            }
            for (origin, delivery) in produced {
                outcomes[origin] = .retried(
                    RecordOrigin(topic: origin.topic, partition: delivery.partition, offset: delivery.offset))
            }
        }
        let others = origins.filter { outcomes[$0] == nil }
        for letter in try store.find(others) where options.dryRun || letter.state != .open {
            outcomes[letter.origin] = letter.state == .open ? .gone : .decided(letter.state)
        }
        return outcomes
    }
}

extension RecordOrigin {
    fileprivate func isBefore(_ other: RecordOrigin) -> Bool {
        (place, position) < (other.place, other.position)
    }
}

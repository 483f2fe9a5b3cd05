import Events
import Kafka
import Streaming

/// The usable events of one batch, by user and fold, and what to do with the rest.
struct HotBatch {
    /// One user's events of one fold, in offset order.
    struct UserEvents {
        /// The last erasure among them: what the user had before is gone, and the events are those after it.
        var erasure: Erasure?
        var events: [Event] = []
        /// The place of the last of them: what the result is computed from.
        var origin: RecordOrigin
        var timestamp: Instant
    }

    var wellness: [ExactText: UserEvents] = [:]
    var activity: [ExactText: UserEvents] = [:]
    /// Dead letters and rerouted records.
    var outgoing: [ProducerRecord] = []
    /// The first record after which a partition is not to be read; what comes after it is left alone.
    private(set) var stop: InvalidRecordStop?
    /// Where partitions are not to be read on.
    private(set) var stops: [TopicPartition: Int64] = [:]
    private let policies: [String: InvalidRecordPolicy]
    /// Records per kind, for the counters.
    private(set) var counts = Counts()

    /// How many records of a batch were what.
    struct Counts: Equatable {
        var events = 0
        var tombstones = 0
        var erasures = 0
        var rejected = 0
        var dropped = 0
        var rerouted = 0
        /// The rejected ones, by topic and reason.
        var parked: [Parked: Int] = [:]
    }

    /// What dead letters are counted by.
    struct Parked: Hashable {
        let topic: String
        let reason: Rejection.Reason
    }

    /// - Parameter policies: by topic; without an entry, what cannot be used is parked.
    init(policies: [String: InvalidRecordPolicy] = [:]) { self.policies = policies }

    /// Sorts a record in.
    ///
    /// - Parameters:
    ///   - origin: its place.
    ///   - partitions: how many partitions its topic has.
    mutating func add(
        _ record: borrowing Record, _ content: RecordContent, at origin: RecordOrigin, partitions: Int32
    ) {
        guard stops.isEmpty || stops[origin.place] == nil else { return }
        switch content {
        case .tombstone:
            counts.tombstones += 1
        case .rejected(let rejection):
            refuse(record, rejection, at: origin)
        case .event(let event):
            guard isRight(record, of: event.subject, at: origin, partitions) else { return }
            counts.events += 1
            fold(record, of: event.subject, at: origin) { $0.events.append(event) }
        case .erasure(let erasure):
            guard isRight(record, of: erasure.user.text, at: origin, partitions) else { return }
            counts.erasures += 1
            fold(record, of: erasure.user.text, at: origin) {
                $0.erasure = erasure
                $0.events = []
            }
        }
    }

    /// Whether the record lies where its user's do; one that does not is dealt with.
    private mutating func isRight(
        _ record: borrowing Record, of user: String, at origin: RecordOrigin, _ partitions: Int32
    ) -> Bool {
        switch RecordPlacement(of: record, subject: user, partitions: partitions) {
        case .right:
            return true
        case .misplaced(let right):
            counts.rerouted += 1
            outgoing.append(Outgoing.rerouted(record, from: origin, to: right))
        case .givenUp(let rejection):
            refuse(record, rejection, at: origin)
        }
        return false
    }

    /// Those of each fold of a user that is erased.
    var erasureTombstones: [ProducerRecord] { (Array(wellness.values) + activity.values).flatMap(Outgoing.erased) }

    private mutating func refuse(_ record: borrowing Record, _ rejection: Rejection, at origin: RecordOrigin) {
        switch policies[origin.topic] ?? .deadLetter {
        case .deadLetter:
            counts.rejected += 1
            counts.parked[Parked(topic: origin.topic, reason: rejection.reason), default: 0] += 1
            outgoing.append(Outgoing.deadLetter(record, rejection, from: origin))
        case .drop:
            counts.dropped += 1
        case .stop:
            stops[origin.place] = origin.offset
            stop = stop ?? InvalidRecordStop(origin: origin, reason: rejection.description)
        }
    }

    private mutating func fold(
        _ record: borrowing Record, of user: String, at origin: RecordOrigin, _ change: (inout UserEvents) -> Void
    ) {
        let timestamp = Instant(milliseconds: record.timestampMs)
        func apply(to users: inout [ExactText: UserEvents]) {
            let user = ExactText(user)
            change(&users[user, default: UserEvents(origin: origin, timestamp: timestamp)])
            users[user]?.origin = origin
            users[user]?.timestamp = timestamp
        }
        if record.topic == Topics.activity { apply(to: &activity) } else { apply(to: &wellness) }
    }
}

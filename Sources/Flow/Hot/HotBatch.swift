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
    private(set) var nextOffsets: [TopicPartition: Int64] = [:]
    /// The first record after which a partition is not to be read; what comes after it is left alone.
    private(set) var stop: InvalidRecordStop?
    private var stopped: Set<TopicPartition> = []
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
    /// - Parameter partitions: how many partitions the record's topic has.
    mutating func add(
        _ record: borrowing Record, _ content: RecordContent, in place: TopicPartition, partitions: Int32
    ) {
        guard stopped.isEmpty || !stopped.contains(place) else { return }
        nextOffsets[place] = record.offset + 1
        switch content {
        case .tombstone:
            counts.tombstones += 1
        case .rejected(let rejection):
            refuse(record, rejection, in: place)
        case .event(let event):
            guard isRight(record, of: event.subject, in: place, partitions) else { return }
            counts.events += 1
            fold(record, of: event.subject) { $0.events.append(event) }
        case .erasure(let erasure):
            guard isRight(record, of: erasure.user.text, in: place, partitions) else { return }
            counts.erasures += 1
            fold(record, of: erasure.user.text) {
                $0.erasure = erasure
                $0.events = []
            }
        }
    }

    /// Whether the record lies where its user's do; one that does not is dealt with.
    private mutating func isRight(
        _ record: borrowing Record, of user: String, in place: TopicPartition, _ partitions: Int32
    ) -> Bool {
        switch RecordPlacement(of: record, subject: user, partitions: partitions) {
        case .right:
            return true
        case .misplaced(let right):
            counts.rerouted += 1
            outgoing.append(Outgoing.rerouted(record, to: right))
        case .givenUp(let rejection):
            refuse(record, rejection, in: place)
        }
        return false
    }

    /// Those of each fold of a user that is erased.
    var erasureTombstones: [ProducerRecord] { (Array(wellness.values) + activity.values).flatMap(Outgoing.erased) }

    private mutating func refuse(_ record: borrowing Record, _ rejection: Rejection, in place: TopicPartition) {
        switch policies[place.topic] ?? .deadLetter {
        case .deadLetter:
            counts.rejected += 1
            counts.parked[Parked(topic: place.topic, reason: rejection.reason), default: 0] += 1
            outgoing.append(Outgoing.deadLetter(record, rejection))
        case .drop:
            counts.dropped += 1
        case .stop:
            nextOffsets[place] = record.offset
            stopped.insert(place)
            stop = stop ?? InvalidRecordStop(origin: RecordOrigin(record), reason: rejection.description)
        }
    }

    private mutating func fold(
        _ record: borrowing Record, of user: String, _ change: (inout UserEvents) -> Void
    ) {
        let origin = RecordOrigin(record)
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

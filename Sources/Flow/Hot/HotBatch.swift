import Events
import Kafka
import Streaming

/// The usable events of one batch, by user and fold, and what to do with the rest.
struct HotBatch {
    /// One user's events of one fold, in offset order.
    struct UserEvents {
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
        var rejected = 0
        var dropped = 0
        var rerouted = 0
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
            switch RecordPlacement(of: record, subject: event.subject, partitions: partitions) {
            case .right:
                counts.events += 1
                fold(event, record)
            case .misplaced(let right):
                counts.rerouted += 1
                outgoing.append(Outgoing.rerouted(record, to: right))
            case .givenUp(let rejection):
                refuse(record, rejection, in: place)
            }
        }
    }

    private mutating func refuse(_ record: borrowing Record, _ rejection: Rejection, in place: TopicPartition) {
        switch policies[place.topic] ?? .deadLetter {
        case .deadLetter:
            counts.rejected += 1
            outgoing.append(Outgoing.deadLetter(record, rejection))
        case .drop:
            counts.dropped += 1
        case .stop:
            nextOffsets[place] = record.offset
            stopped.insert(place)
            stop = stop ?? InvalidRecordStop(origin: RecordOrigin(record), reason: rejection.description)
        }
    }

    private mutating func fold(_ event: Event, _ record: borrowing Record) {
        let origin = RecordOrigin(record)
        let fresh = UserEvents(origin: origin, timestamp: Instant(milliseconds: record.timestampMs))
        let user = ExactText(event.subject)
        func append(to users: inout [ExactText: UserEvents]) {
            users[user, default: fresh].events.append(event)
            users[user, default: fresh].origin = origin
            users[user, default: fresh].timestamp = fresh.timestamp
        }
        if event.payload.topic == Topics.activity { append(to: &activity) } else { append(to: &wellness) }
    }
}

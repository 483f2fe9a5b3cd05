import Events
import Kafka
import Profiles
import Streaming

/// One user's archived events, folded once more by the rules of the stream processor. Pure.
struct ReplayedUser {
    /// What the stream processor has folded at the checkpoints in question; nothing is forgotten yet.
    private(set) var wellness = WellnessProfile()
    /// As ``wellness``.
    private(set) var activity = ActivityProfile()
    /// Events of the archive, in the profile or not.
    private(set) var events = 0
    /// The activity document after the record asked for; nil before.
    private(set) var activityTold: [UInt8]?
    /// What folded records after the wellness insight that was told last have changed; nil where nobody asked.
    private(set) var untold: Untold?
    /// Records that should have been folded and could not be read.
    private(set) var unreadable: [UnreadableRecord] = []
    /// The ids of events that an earlier version accepted and this one refuses: nobody folds them.
    private(set) var disowned: [String] = []
    /// The last folded record of the wellness fold, and its event.
    private(set) var lastWellness: (eventID: String, origin: RecordOrigin)?
    /// The last folded record of the activity fold.
    private(set) var lastActivity: RecordOrigin?
    private let told: Told
    /// Set once the archive is ahead of the profile.
    private var ahead: WellnessProfile?

    /// The records from which this user's snapshots were computed; nil where there are none.
    struct Told {
        var activity: RecordOrigin?
        var wellness: RecordOrigin?
        /// Whether to collect what was not told.
        var collectsUntold = false
    }

    /// Changes that no insight has told.
    struct Untold {
        var changes: WellnessChanges
        /// The event and the place of the last change.
        var last: (eventID: String, origin: RecordOrigin)?
    }

    init(told: Told = Told()) { self.told = told }

    /// Every archived event's rows, also of those that the stream processor has not read yet or reads elsewhere: what
    /// the daily tables hold.
    var archived: WellnessProfile { ahead ?? wellness }

    /// Adds the next record if its turn is in this pass; those of a partition must come in the order of their places.
    ///
    /// All records are offered once for every era, since those of a later one were folded after all of an earlier one,
    /// whichever partitions they lie in. What was not folded has its turn in the first pass.
    mutating func apply(_ record: ArchivedRecord, _ standing: Standing, pass: Int = 0) {
        let era = standing.era(of: record.origin, user: record.userID.utf8, isCopy: record.movedFrom != nil)
        guard era ?? 0 == pass else { return }
        events += 1
        let isFolded = era != nil
        if record.origin.topic == Topics.activity {
            guard isFolded else { return }
            _ = activity.apply(record.event)
            lastActivity = record.origin
            if record.origin == told.activity { activityTold = activity.document() }
        } else if isFolded {
            fold(record)
            _ = ahead?.apply(record.event)
        } else {
            if ahead == nil { ahead = wellness }
            _ = ahead?.apply(record.event)
        }
    }

    /// Notes a record that is no event to this version.
    mutating func refuse(_ record: UnreadableRecord) {
        if let id = record.disowned { disowned.append(id) } else { unreadable.append(record) }
    }

    private mutating func fold(_ record: ArchivedRecord) {
        lastWellness = (record.event.id, record.origin)
        let isTold = told.wellness.map { !record.origin.isAfter($0) } ?? false
        if told.collectsUntold, !isTold, untold == nil { untold = Untold(changes: WellnessChanges(of: wellness)) }
        guard let change = wellness.apply(record.event), !isTold else { return }
        untold?.changes.add(change)
        untold?.last = (record.event.id, record.origin)
    }

    /// Every field of the user's hash in Redis; no field, no hash.
    ///
    /// - Parameter documents: those of the wellness fold, computed from what is left after ``WellnessProfile/pruned()``.
    func fields(_ documents: WellnessDocuments?) -> [ExactText: [UInt8]] {
        var wellness = wellness
        var fields = wellness.stateFields()
        if let documents {
            fields.append(StateField(ProfileDocument.readiness.rawValue, documents.readinessJSON))
            fields.append(StateField(ProfileDocument.wellness.rawValue, documents.wellnessJSON))
        }
        if activity != ActivityProfile() {
            fields += [StateField(ProfileDocument.activity.rawValue, activity.document()), activity.state]
        }
        var values: [ExactText: [UInt8]] = [:]
        for field in fields { values[ExactText(field.name)] = field.value }
        return values
    }
}

extension RecordOrigin {
    /// Whether an insight computed from `other` cannot contain this record; of another partition nobody can tell.
    fileprivate func isAfter(_ other: RecordOrigin) -> Bool {
        place != other.place || position > other.position
    }
}

/// A valid event: a CloudEvents envelope whose data follows the contract of its type.
public struct Event: Equatable, Sendable {
    /// Unique within `source`; also the last tie-break between rows of equal capture time.
    public var id: String
    /// Where the event comes from: a URI reference.
    public var source: String
    /// The user id: 1...128 UTF-8 bytes without control characters. Equals the record's key.
    public var subject: String
    /// When it happened; the record's Kafka timestamp where the client sent no `time`.
    public var time: Instant
    /// What happened.
    public var payload: Payload

    /// An event; nothing is checked here, ``EventDecoder`` does that for outside input.
    public init(id: String, source: String, subject: String, time: Instant, payload: Payload) {
        self.id = id
        self.source = source
        self.subject = subject
        self.time = time
        self.payload = payload
    }
}

/// The data of each event type.
public enum Payload: Equatable, Sendable {
    case hrv(HRVRecorded)
    case sleep(SleepRecorded)
    case rr(RRRecorded)
    case deleted(RecordDeleted)
    case training(TrainingRecorded)
    case profile(ProfileUpdated)
    case pageView(PageViewed)
    /// An app event counted by its name; its data is any JSON object and is only archived.
    case activity(name: String)

    /// Every type but the activities', whose names are open.
    package static let types = [
        "hrv.recorded", "sleep.recorded", "rr.recorded", "record.deleted", "training.recorded", "profile.updated",
        "page.viewed",
    ]
    .map { "pulsehub.\($0).v1" }

    /// The CloudEvents `type`.
    public var type: String {
        switch self {
        case .hrv: "pulsehub.hrv.recorded.v1"
        case .sleep: "pulsehub.sleep.recorded.v1"
        case .rr: "pulsehub.rr.recorded.v1"
        case .deleted: "pulsehub.record.deleted.v1"
        case .training: "pulsehub.training.recorded.v1"
        case .profile: "pulsehub.profile.updated.v1"
        case .pageView: "pulsehub.page.viewed.v1"
        case .activity(let name): "pulsehub.activity.\(name).v1"
        }
    }

    /// The topic that carries events of this type.
    public var topic: String {
        switch self {
        case .pageView, .activity: Topics.activity
        default: Topics.wellness
        }
    }
}

/// The topics of the pipeline.
public enum Topics {
    /// Normalised wearable records: hrv, sleep, rr, deletes, training, profile settings.
    public static let wellness = "data.normalized"
    /// Page views and app events.
    public static let activity = "user-activity-events"
    /// Raw vendor payloads, archived only.
    public static let vendor = "vendor.data.received"
    /// Live profiles and changed snapshots, written by the stream processor.
    public static let insights = "insights.updated"
    /// Records that could not be used, with the reason and their origin.
    public static let deadLetter = "dead-letter"
    /// Every topic, in the order of the flow.
    public static let all = [wellness, activity, vendor, insights, deadLetter]
    /// Those of which a broker may delete any record but the last of its key; of the others it deletes the oldest alone.
    public static let compacted: Set<String> = [insights]
}

/// A morning's heart-rate variability and resting heart rate. Values are as sent, plausible or not.
public struct HRVRecorded: Equatable, Sendable {
    /// The athlete's own calendar day.
    public var date: CivilDate
    /// Name of the source, such as `oura`, in the spelling of ``VendorName``.
    public var vendor: String
    /// Milliseconds.
    public var rMSSD: Double?
    /// Milliseconds; never compared with rMSSD.
    public var sdnn: Double?
    /// Beats per minute.
    public var restingHR: Double?
    /// The vendor's own score, archived only.
    public var readinessScore: Double?
    /// When the source says it was measured; the later capture wins.
    public var capturedAt: Instant

    /// Nothing is checked here; ``EventDecoder`` checks what comes from outside.
    public init(
        date: CivilDate, vendor: String, rMSSD: Double? = nil, sdnn: Double? = nil, restingHR: Double? = nil,
        readinessScore: Double? = nil, capturedAt: Instant
    ) {
        self.date = date
        self.vendor = vendor
        self.rMSSD = rMSSD
        self.sdnn = sdnn
        self.restingHR = restingHR
        self.readinessScore = readinessScore
        self.capturedAt = capturedAt
    }
}

/// A sleep. Values are as sent, plausible or not.
public struct SleepRecorded: Equatable, Sendable {
    /// What kind of sleep it was.
    public enum Kind: String, Sendable {
        /// The night's, which counts for the score.
        case main
        /// A shorter one beside it, kept and shown only.
        case nap
    }

    /// The athlete's own calendar day.
    public var date: CivilDate
    /// Name of the source, such as `oura`, in the spelling of ``VendorName``.
    public var vendor: String
    /// Minutes asleep.
    public var durationMin: Double
    /// Percent of the time in bed.
    public var efficiencyPct: Double?
    /// Minutes to fall asleep.
    public var latencyMin: Double?
    /// How often the sleeper woke.
    public var wakeCount: Double?
    /// When the source says it was measured; of a date's main sleeps the later capture wins, naps of two captures are two.
    public var capturedAt: Instant
    /// What kind of sleep it was.
    public var kind: Kind

    /// Nothing is checked here; ``EventDecoder`` checks what comes from outside.
    public init(
        date: CivilDate, vendor: String, durationMin: Double, efficiencyPct: Double? = nil, latencyMin: Double? = nil,
        wakeCount: Double? = nil, capturedAt: Instant, kind: Kind = .main
    ) {
        self.date = date
        self.vendor = vendor
        self.durationMin = durationMin
        self.efficiencyPct = efficiencyPct
        self.latencyMin = latencyMin
        self.wakeCount = wakeCount
        self.capturedAt = capturedAt
        self.kind = kind
    }
}

/// A recording of RR intervals, which becomes an rMSSD value of its date.
public struct RRRecorded: Equatable, Sendable {
    /// The athlete's own calendar day.
    public var date: CivilDate
    /// Name of the source, such as `oura`, in the spelling of ``VendorName``.
    public var vendor: String
    /// Intervals between beats in milliseconds, in order.
    public var rrMs: [Double]
    /// When the source says it was measured; the later capture wins.
    public var capturedAt: Instant

    /// Nothing is checked here; ``EventDecoder`` checks what comes from outside.
    public init(date: CivilDate, vendor: String, rrMs: [Double], capturedAt: Instant) {
        self.date = date
        self.vendor = vendor
        self.rrMs = rrMs
        self.capturedAt = capturedAt
    }
}

/// Removes what a vendor recorded for a date and captured no later than this.
public struct RecordDeleted: Equatable, Sendable {
    /// Which record is removed.
    public enum Kind: String, Sendable { case hrv, sleep, nap }

    /// Which of the date's records is removed.
    public var kind: Kind
    /// The athlete's own calendar day.
    public var date: CivilDate
    /// Name of the source, such as `oura`, in the spelling of ``VendorName``.
    public var vendor: String
    /// When the source says it was measured; the later capture wins.
    public var capturedAt: Instant

    /// Nothing is checked here; ``EventDecoder`` checks what comes from outside.
    public init(kind: Kind, date: CivilDate, vendor: String, capturedAt: Instant) {
        self.kind = kind
        self.date = date
        self.vendor = vendor
        self.capturedAt = capturedAt
    }
}

/// A training session; several on one date add up.
public struct TrainingRecorded: Equatable, Sendable {
    /// The athlete's own calendar day.
    public var date: CivilDate
    /// Training load in the athlete's own unit, such as TRIMP; not negative.
    public var load: Double
    /// Minutes.
    public var durationMin: Double?
    /// When the source says it was measured; the later capture wins.
    public var capturedAt: Instant

    /// Nothing is checked here; ``EventDecoder`` checks what comes from outside.
    public init(date: CivilDate, load: Double, durationMin: Double? = nil, capturedAt: Instant) {
        self.date = date
        self.load = load
        self.durationMin = durationMin
        self.capturedAt = capturedAt
    }
}

/// An athlete's own settings; absent fields keep their value.
public struct ProfileUpdated: Equatable, Sendable {
    /// An IANA name such as `Europe/Berlin`.
    public var timeZone: String?
    /// Minutes of sleep the athlete needs.
    public var sleepNeedMin: Double?
    /// As the athlete wants to be called.
    public var displayName: String?

    /// Nothing is checked here; ``EventDecoder`` checks what comes from outside.
    public init(timeZone: String? = nil, sleepNeedMin: Double? = nil, displayName: String? = nil) {
        self.timeZone = timeZone
        self.sleepNeedMin = sleepNeedMin
        self.displayName = displayName
    }
}

/// A page view of the web app.
public struct PageViewed: Equatable, Sendable {
    /// Absolute or relative; only its path is counted.
    public var url: String
    /// As the browser sent it; tells the device type.
    public var userAgent: String?
    /// Archived only.
    public var referrer: String?
    /// Tells visits apart.
    public var sessionId: String?

    /// Nothing is checked here; ``EventDecoder`` checks what comes from outside.
    public init(url: String, userAgent: String? = nil, referrer: String? = nil, sessionId: String? = nil) {
        self.url = url
        self.userAgent = userAgent
        self.referrer = referrer
        self.sessionId = sessionId
    }
}

import Events

/// One morning's heart-rate values of one vendor, as an event carries them.
public struct HRVRow: Equatable, Sendable {
    /// The athlete's own date.
    public var date: CivilDate
    /// Lower-case name of the source, such as `oura`.
    public var vendor: String
    /// RMSSD in milliseconds.
    public var rmssd: Double?
    /// SDNN in milliseconds.
    public var sdnn: Double?
    /// Resting heart rate in beats per minute.
    public var restingHR: Double?
    /// When the source says it was measured; the later row wins, field by field.
    public var capturedAt: Instant
    /// Breaks ties between rows captured at the same instant.
    public var eventID: String

    /// Any values are accepted here; those out of range are dropped when the row is inserted.
    public init(
        date: CivilDate, vendor: String, rmssd: Double? = nil, sdnn: Double? = nil, restingHR: Double? = nil,
        capturedAt: Instant, eventID: String
    ) {
        self.date = date
        self.vendor = vendor
        self.rmssd = rmssd
        self.sdnn = sdnn
        self.restingHR = restingHR
        self.capturedAt = capturedAt
        self.eventID = eventID
    }
}

/// One main sleep of one vendor, as an event carries it; `date` is the day of waking.
public struct SleepRow: Equatable, Sendable {
    /// The athlete's own date.
    public var date: CivilDate
    /// Lower-case name of the source, such as `whoop`.
    public var vendor: String
    /// Minutes asleep; a row without it says nothing.
    public var durationMin: Double?
    /// Share of the time in bed spent asleep, in percent.
    public var efficiencyPct: Double?
    /// Minutes until asleep.
    public var latencyMin: Double?
    /// How often the sleeper woke.
    public var wakeCount: Double?
    /// When the source says it was measured; the later row wins as a whole.
    public var capturedAt: Instant
    /// Breaks ties between rows captured at the same instant.
    public var eventID: String

    /// Any values are accepted here; those out of range are dropped when the row is inserted.
    public init(
        date: CivilDate, vendor: String, durationMin: Double?, efficiencyPct: Double? = nil, latencyMin: Double? = nil,
        wakeCount: Double? = nil, capturedAt: Instant, eventID: String
    ) {
        self.date = date
        self.vendor = vendor
        self.durationMin = durationMin
        self.efficiencyPct = efficiencyPct
        self.latencyMin = latencyMin
        self.wakeCount = wakeCount
        self.capturedAt = capturedAt
        self.eventID = eventID
    }
}

/// The two kinds of daily rows; the raw value is the wire name used by delete events.
public enum RowKind: String, CaseIterable, Sendable {
    /// Heart-rate variability and resting heart rate.
    case hrv
    /// Main sleep.
    case sleep
}

/// Names one stored entry, and so the unit of what an insertion can change.
public struct RowKey: Hashable, Sendable {
    /// Which kind of row.
    public let kind: RowKind
    /// Which source.
    public let vendor: String
    /// Which date of the athlete.
    public let date: CivilDate

    /// Any combination names an entry, stored or not.
    public init(kind: RowKind, vendor: String, date: CivilDate) {
        self.kind = kind
        self.vendor = vendor
        self.date = date
    }
}

import Events
import Profiles
import Readiness
import TestSupport

/// Random but repeatable wellness events of one person, with everything that makes order matter: corrections, ties,
/// deletes, copies under one capture time, several vendors, and gaps.
struct Athlete {
    static let terms = WellnessProfile.Terms(settings: .standard, configCommit: "c0ffee")
    static let firstDay = CivilDate(dayNumber: 20_000)

    private var random: Seeded
    private var number = 0

    init(_ seed: UInt64) { random = Seeded(seed) }

    static func instant(_ date: CivilDate, seconds: Int64 = 0) -> Instant {
        Instant(microseconds: Int64(date.dayNumber) * 86_400_000_000).advanced(bySeconds: seconds)
    }

    mutating func event(on date: CivilDate) -> Event {
        number += 1
        // Few distinct seconds, so that captures tie and the event id decides.
        let captured = Athlete.instant(date, seconds: .random(in: 0..<3, using: &random))
        let vendor = ["oura", "garmin", "zepp"].randomElement(using: &random) ?? "oura"
        return Event(
            id: "e\(Int.random(in: 0..<9, using: &random))-\(number)", source: "test", subject: "ann", time: captured,
            payload: payload(date, vendor, captured))
    }

    private mutating func payload(_ date: CivilDate, _ vendor: String, _ captured: Instant) -> Payload {
        switch Int.random(in: 0..<23, using: &random) {
        case 0..<9:
            .hrv(
                HRVRecorded(
                    date: date, vendor: vendor, rMSSD: maybe(3...90), sdnn: maybe(20...90), restingHR: maybe(40...70),
                    capturedAt: captured))
        case 9..<15:
            .sleep(
                SleepRecorded(
                    date: date, vendor: vendor, durationMin: .random(in: 200...560, using: &random),
                    efficiencyPct: maybe(60...100), latencyMin: maybe(0...80), wakeCount: maybe(0...9),
                    capturedAt: captured))
        case 15: .deleted(RecordDeleted(kind: .hrv, date: date, vendor: vendor, capturedAt: captured))
        case 16: .deleted(RecordDeleted(kind: .sleep, date: date, vendor: vendor, capturedAt: captured))
        case 17:
            .rr(
                RRRecorded(
                    date: date, vendor: vendor, rrMs: (0..<40).map { _ in .random(in: 780...840, using: &random) },
                    capturedAt: captured))
        case 18:
            .training(TrainingRecorded(date: date, load: .random(in: 20...200, using: &random), capturedAt: captured))
        case 20, 21:
            .sleep(
                SleepRecorded(
                    date: date, vendor: vendor, durationMin: .random(in: 0...90, using: &random),
                    efficiencyPct: maybe(60...100), capturedAt: captured, kind: .nap))
        case 22: .deleted(RecordDeleted(kind: .nap, date: date, vendor: vendor, capturedAt: captured))
        default:
            .profile(
                ProfileUpdated(
                    timeZone: Bool.random(using: &random) ? "Europe/Berlin" : nil, sleepNeedMin: maybe(100...700),
                    displayName: Bool.random(using: &random) ? "Ann\(number)" : nil))
        }
    }

    private mutating func maybe(_ range: ClosedRange<Double>) -> Double? {
        Int.random(in: 0..<5, using: &random) == 0 ? nil : .random(in: range, using: &random)
    }

    /// A stretch of days with about two events a day.
    mutating func history(days: Range<Int>, perDay: Int = 2) -> [Event] {
        days.flatMap { day in (0..<perDay).map { _ in event(on: Athlete.firstDay.advanced(by: day)) } }
    }
}

/// The hash fields of one person, as Redis would hold them.
struct StoredFields {
    private(set) var fields: [String: [UInt8]] = [:]

    var list: [(name: String, value: [UInt8])] { fields.map { ($0.key, $0.value) } }

    mutating func write(_ changed: [StateField]) {
        for field in changed { fields[field.name] = field.value }
    }

    /// Applies a batch to the profile that is stored, and stores what it says is to be written.
    @discardableResult
    mutating func apply(_ batch: some Sequence<Event>) throws -> WellnessProfile {
        var profile = try WellnessProfile(fields: list)
        var changes = WellnessChanges(of: profile)
        for event in batch {
            if let change = profile.apply(event) { changes.add(change) }
        }
        if !changes.isEmpty { write(profile.stateFields(after: changes)) }
        return profile
    }
}

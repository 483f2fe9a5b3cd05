import Events
import Profiles
import Readiness

/// The fields of a profile's hash: each a name and a value, with their lengths before them in one and two bytes.
enum StoredProfileTarget {
    private static let terms = WellnessProfile.Terms(settings: .standard, configCommit: "fuzz")
    private static let day = CivilDate(dayNumber: 20_000)

    static func run(_ input: [UInt8]) throws(Violation) {
        let fields = fields(input)
        if var wellness = try? WellnessProfile(fields: fields) {
            _ = wellness.apply(
                event(.sleep(SleepRecorded(date: day, vendor: "oura", durationMin: 400, capturedAt: at))))
            try requireSound(&wellness, terms)
        }
        if var activity = try? ActivityProfile(fields: fields) {
            _ = activity.apply(event(.pageView(PageViewed(url: "https://a.example/"))))
            try requireSound(activity)
        }
    }

    static func fields(_ input: [UInt8]) -> [(name: String, value: [UInt8])] {
        var cursor = ByteCursor(input)
        var fields: [(name: String, value: [UInt8])] = []
        while !cursor.isAtEnd { fields.append((cursor.text(), cursor.bytes(Int(cursor.integer(UInt16.self))))) }
        return fields
    }

    /// It can be stored, read again, scored, told and explained.
    static func requireSound(_ profile: inout WellnessProfile, _ terms: WellnessProfile.Terms) throws(Violation) {
        let stored = profile.stateFields()
        let restored: WellnessProfile
        do throws(StateError) {
            restored = try WellnessProfile(
                fields: stored.compactMap { field in field.value.map { (name: field.name, value: $0) } })
        } catch {
            throw Violation("a state that we wrote can be read: \(error)")
        }
        try require(restored == profile, "a state that is stored and read is the same: \(profile), not \(restored)")
        guard let documents = profile.documents(terms: terms, userID: "ana") else { return }
        try requireJSON(documents.readinessJSON, "a readiness document")
        try requireJSON(documents.wellnessJSON, "a wellness document")
        try requireInRange(documents.readiness)
        var json = JSONWriter()
        profile.explanation(of: documents.readiness.date, terms: terms, userID: "ana").writeMeasurements(to: &json)
        try requireJSON(json.bytes, "an explanation")
    }

    static func requireSound(_ profile: ActivityProfile) throws(Violation) {
        let state = profile.state
        let restored = try? ActivityProfile(fields: [(name: state.name, value: state.value ?? [])])
        try require(restored == profile, "an activity state that is stored and read is the same")
        try requireJSON(profile.document(), "an activity document")
    }

    static func requireInRange(_ result: ReadinessResult) throws(Violation) {
        guard let score = result.total?.score else { return }
        try require((0...100).contains(score), "a score lies between 0 and 100, not \(score)")
    }

    private static var at: Instant { Instant(microseconds: Int64(day.dayNumber) * 86_400_000_000) }

    private static func event(_ payload: Payload) -> Event {
        Event(id: "fuzz", source: "fuzz", subject: "ana", time: at, payload: payload)
    }
}

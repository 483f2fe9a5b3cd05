import Events
import Profiles
import Readiness
import Testing

@testable import ProfileAPI

/// A person with ordinary mornings and nights up to a date.
enum Athlete {
    static let terms = WellnessProfile.Terms(settings: .standard, configCommit: "4f2a")

    static func profile(
        lastDate: CivilDate, days: Int = 40, timeZone: String? = nil, vendor: String = "oura"
    ) -> WellnessProfile {
        var rows = DailyRows()
        for back in 0..<days {
            let date = lastDate.advanced(by: -back)
            let time = Instant(microseconds: Int64(date.dayNumber) * 86_400_000_000 + 25_200_000_000)
            rows.insert(
                HRVRow(
                    date: date, vendor: vendor, rmssd: 60 + Double(back * 7 % 11), restingHR: 50 + Double(back % 3),
                    capturedAt: time, eventID: "h\(back)"))
            rows.insert(
                SleepRow(
                    date: date, vendor: vendor, durationMin: 440 + Double(back * 13 % 50), capturedAt: time,
                    eventID: "s\(back)"))
        }
        var settings = PersonalSettings()
        settings.timeZone = timeZone.map { Register(capturedAt: Instant(microseconds: 0), eventID: "z", value: $0) }
        return WellnessProfile(rows: rows, settings: settings)
    }

    /// The documents that the stream processor would leave.
    static func documents(_ profile: WellnessProfile, userID: String = "ana") throws -> [ProfilePart: String] {
        let documents = try #require(profile.documents(terms: terms, userID: userID))
        return [
            .readiness: String(decoding: documents.readinessJSON, as: UTF8.self),
            .wellness: String(decoding: documents.wellnessJSON, as: UTF8.self),
        ]
    }

    /// The document that the stream processor would write for a date.
    static func document(_ profile: WellnessProfile, on date: CivilDate, userID: String = "ana") -> String {
        String(decoding: profile.score(on: date, terms: terms, userID: userID).readableJSON, as: UTF8.self)
    }
}

extension CivilDate: ExpressibleByStringLiteral {
    /// A date known to exist; the epoch if it does not.
    public init(stringLiteral text: String) { self = CivilDate(text) ?? CivilDate(dayNumber: 0) }
}

extension Instant: ExpressibleByStringLiteral {
    /// RFC 3339 known to be valid; the epoch if it is not.
    public init(stringLiteral text: String) {
        self = Instant(rfc3339: Array(text.utf8)) ?? Instant(microseconds: 0)
    }
}

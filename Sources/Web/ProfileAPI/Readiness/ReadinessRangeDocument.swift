import Access
import Events
import Identity
import Profiles
import Readiness

/// The scores of a range of days, each as its explanation has it.
enum ReadinessRangeDocument {
    static func json(
        of subject: ReadinessReader.Subject, on dates: ClosedRange<CivilDate>, terms: WellnessProfile.Terms,
        for visibility: Visibility
    ) -> [UInt8] {
        var json = JSONWriter(capacity: 256 * dates.days.count)
        json.beginObject()
        json.span(of: subject.user, dates)
        json.field("configCommit", terms.configCommit)
        json.days(dates) { date, json in
            ReadinessSummary(subject.profile.score(on: date, terms: terms, userID: subject.user.text))
                .writeMembers(to: &json, for: visibility)
        }
        json.withheld(visibility.withheld(of: Signal.ofScores))
        json.endObject()
        return json.bytes
    }
}

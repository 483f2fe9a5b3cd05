import Access
import Events
import HTTPKit
import Hummingbird
import Identity
import Profiles

/// What is known of a person's nights and mornings, day by day.
extension ProfileServer {
    func addSummaries(to api: RouterGroup<CallerContext>) {
        addSummary("sleep/summary", of: SleepSummary.signals, to: api, SleepSummary.json)
        addSummary("hrv/summary", of: HRVSummary.signals, to: api, HRVSummary.json)
    }

    private func addSummary(
        _ path: String, of signals: Set<Signal>, to api: RouterGroup<CallerContext>,
        _ json:
            @escaping @Sendable (ReadinessReader.Subject, ClosedRange<CivilDate>, WellnessProfile.Terms) -> [UInt8]
    ) {
        api.readPerson(path) { request, context, user in
            let span = try DateSpan(Query(request, "from", "to"))
            let (terms, end) = (terms(), deadline)
            let seen = try await access.decide(on: user, in: context, until: end)
            guard seen.shown.isSuperset(of: signals) else {
                return .withheld(seen.withheld(of: signals), to: request)
            }
            return try await computing(span, for: context, until: end) {
                let (subject, dates) = try await subject(user, on: span, terms, until: end)
                let document = json(subject, dates, terms)
                try record(signals, of: seen, in: context)
                return .computed(document, from: subject.source, terms, to: request)
            }
        }
    }
}

import Access
import Events
import HTTPKit
import Hummingbird
import Identity
import Profiles
import Readiness

/// A person's scores: of today, of a range of days, and how one came about.
extension ProfileServer {
    func addReadiness(to api: RouterGroup<CallerContext>) {
        api.readPerson("readiness/today") { request, context, user in
            _ = try Query(request)
            let (terms, end) = (terms(), deadline)
            let seen = try await access.decide(on: user, in: context, until: end)
            guard seen.shown.contains(.readiness) else { return .withheld([.readiness], to: request) }
            let answer = try Self.found(await today(terms).today(of: user, until: end))
            try record(Signal.ofScores, of: seen, in: context)
            return .computed(answer.value.json(for: seen), from: answer.source, terms, to: request)
        }
        api.readPerson("readiness") { request, context, user in
            let span = try DateSpan(Query(request, "from", "to"))
            let (terms, end) = (terms(), deadline)
            let seen = try await access.decide(on: user, in: context, until: end)
            guard seen.shown.contains(.readiness) else { return .withheld([.readiness], to: request) }
            return try await computing(span, for: context, until: end) {
                let (subject, dates) = try await subject(user, on: span, terms, until: end)
                let document = ReadinessRangeDocument.json(of: subject, on: dates, terms: terms, for: seen)
                try record(Signal.ofScores, of: seen, in: context)
                return .computed(document, from: subject.source, terms, to: request)
            }
        }
        api.readPerson("readiness/:date/explanation") { request, context, user in
            _ = try Query(request)
            let date = try Self.date(context.parameters.require("date"))
            let (readiness, end) = (readiness(terms()), deadline)
            let seen = try await access.decide(on: user, in: context, until: end)
            guard seen.shown.contains(.readiness) else { return .withheld([.readiness], to: request) }
            let subject = try Self.found(await readiness.subject(user, on: date, until: end))
            let revisions = await readiness.revisions(subject, until: end)
            let document = ExplanationDocument.json(
                readiness.explanation(subject), revisions: revisions, terms: readiness.terms, parsers: parsers)
            let shown = try shown(document, of: Signal.ofScores, to: seen)
            try record(Signal.ofScores, of: seen, in: context)
            return .computed(shown, from: subject.source, readiness.terms, to: request)
        }
    }

    /// Records what an answer is about to show of a person: of these signals those that may be shown.
    func record(_ signals: Set<Signal>, of seen: Visibility, in context: CallerContext) throws(Problem) {
        try access.record([Look.Shown(seen.subject, signals.intersection(seen.shown))], in: context)
    }

    /// Answers at once where the span is a usual one; a long one is an expensive read.
    func computing(
        _ span: DateSpan, for context: CallerContext, until end: Deadline,
        _ answer: @Sendable () async throws -> Response
    ) async throws -> Response {
        guard span.isLong(until: now().utcDate) else { return try await answer() }
        return try await expensive.run(for: context.caller, until: end, answer)
    }

    /// The person's rows, good for every day of the span.
    func subject(
        _ user: UserID, on span: DateSpan, _ terms: WellnessProfile.Terms, until end: Deadline
    ) async throws -> (ReadinessReader.Subject, ClosedRange<CivilDate>) {
        let readiness = readiness(terms)
        let subject = try Self.found(await readiness.today(of: user, until: end))
        let dates = try span.dates(endingBy: subject.date)
        return (try await readiness.reaching(back: dates.lowerBound, subject, until: end), dates)
    }

    /// `today`, which is nil, or a day.
    ///
    /// - Throws: a 400 for anything but a day that exists.
    private static func date(_ text: String) throws(Problem) -> CivilDate? {
        if text == "today" { return nil }
        guard let date = CivilDate(text) else {
            throw Problem.badRequest("a date is today, or a day that exists, written YYYY-MM-DD")
        }
        return date
    }
}

import Events
import HTTPKit

/// The days that a request with `from` and `to` asks for.
struct DateSpan: Sendable, Equatable {
    /// More than a year, so that a year can be compared with the last.
    static let daysMax = 400
    /// Days that are answered where `from` is absent.
    static let daysDefault = 30

    private let from: CivilDate?
    private let to: CivilDate?

    /// - Throws: a 400 for what is no day, and for two days that make no answerable span.
    init(_ query: Query) throws(Problem) {
        from = try Self.date("from", of: query)
        to = try Self.date("to", of: query)
        if let to { _ = try dates(endingBy: to) }
    }

    /// Both ends included.
    ///
    /// - Parameter today: the last day where `to` is absent.
    /// - Throws: a 400 where the first day comes after the last, or lies too far before it.
    func dates(endingBy today: CivilDate) throws(Problem) -> ClosedRange<CivilDate> {
        let last = to ?? today
        let first = from ?? last.advanced(by: 1 - Self.daysDefault)
        guard first <= last else {
            throw Problem.badRequest("from, \(first), comes after to, \(last)")
        }
        guard last.days(since: first) < Self.daysMax else {
            throw Problem.badRequest(
                "\(first) to \(last) are \(last.days(since: first) + 1) days; at most \(Self.daysMax) can be asked for")
        }
        return first...last
    }

    /// Whether the days reach further back than live profiles do, which takes the archive and so many more scores.
    func isLong(until today: CivilDate) -> Bool {
        let last = to ?? today
        return last.days(since: from ?? last) >= 60
    }

    private static func date(_ name: String, of query: Query) throws(Problem) -> CivilDate? {
        guard let text = try query.text(name) else { return nil }
        guard let date = CivilDate(text) else {
            throw Problem.badRequest("\(name) must be a day that exists, written YYYY-MM-DD")
        }
        return date
    }
}

extension ClosedRange<CivilDate> {
    /// Each day, oldest first.
    var days: some Collection<CivilDate> {
        (lowerBound.dayNumber...upperBound.dayNumber).lazy.map(CivilDate.init(dayNumber:))
    }
}

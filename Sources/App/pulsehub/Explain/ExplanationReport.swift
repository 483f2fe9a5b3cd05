import Events
import ProfileAPI
import Profiles
import Readiness
import Terminal

/// How a score came about, for a person. Pure.
struct ExplanationReport {
    let user: String
    let date: CivilDate
    /// Covers the days of the charts.
    let profile: WellnessProfile
    /// Where the profile was read.
    let source: ProfileSource
    /// Newest first; nil if they could not be read.
    let revisions: [ScoreRevision]?
    let terms: WellnessProfile.Terms
    let style: TextStyle

    /// Days that the charts show, the explained one included.
    static let chartDays = 30
    private static let revisionsMax = 5

    func lines() -> [String] {
        let explanation = profile.explanation(of: date, terms: terms, userID: user)
        var sections = [headline(explanation.result), ComponentTable(explanation: explanation, style: style).lines()]
        sections.append(advice(explanation.result))
        sections.append(scoreChart.lines(style))
        if let chart = measureChart(explanation) { sections.append(chart.lines(style)) }
        sections.append([
            "Computed from \(source == .redis ? "Redis" : "PostgreSQL") by \(Readiness.spec) under "
                + "configuration \(terms.configCommit.prefix(12))\(constants). A training aid, not a medical product."
        ])
        return Array(sections.joined(separator: [""]))
    }

    /// Where other constants count for other days.
    private var constants: String {
        guard terms.eras.count > 1 else { return "" }
        let era = terms.era(of: date)
        let from = era.from == .earliest ? "" : ", which count from \(era.from) on"
        return " with the constants of \(era.commit.prefix(12))\(from)"
    }

    private func headline(_ result: ReadinessResult) -> [String] {
        let who = "\(user), \(date)"
        guard let total = result.total else {
            return ["\(who): no score, \(result.status.rawValue)", result.status.why]
        }
        let score = style.colored("\(total.score)", total.band.color)
        return [
            "\(who): readiness \(score), \(total.band.rawValue); \(total.guidance.rawValue)",
            "status \(result.status.rawValue), confidence \(QuantityText.percent(result.confidence)) "
                + "(\(result.confidenceLevel.rawValue))",
        ]
    }

    private func advice(_ result: ReadinessResult) -> [String] {
        let drivers =
            result.total?.drivers.map { "\($0.code.wordsAndCode) \(QuantityText.points($0.points))" }
            ?? []
        var rows = [["drivers", list(drivers)], ["flags", list(result.flags.map(\.rawValue))]]
        for (index, revision) in (revisions ?? []).prefix(Self.revisionsMax).enumerated() {
            rows.append([index == 0 ? "changes" : "", change(revision)])
        }
        if revisions == nil { rows.append(["changes", "unknown: PostgreSQL cannot tell"]) }
        return TextTable.lines(rows)
    }

    private func change(_ revision: ScoreRevision) -> String {
        let scores = [revision.previous.score, revision.current.score].map { $0.map(String.init) ?? style.none }
        return "\(revision.revisedAt)  \(scores.joined(separator: " \(style.arrow) ")) by \(words(revision.causes))"
    }

    private func words(_ causes: Causes) -> String {
        guard let last = causes.last else { return "no event" }
        let others = causes.count - 1
        if let commit = Causes.commit(of: last) { return "configuration \(printable(commit).prefix(12))" }
        return "event \(printable(last))" + (others > 0 ? " and \(others) more" : "")
    }

    private func list(_ items: [String]) -> String { items.isEmpty ? "none" : items.joined(separator: ", ") }
}

extension ExplanationReport {
    private var chartDates: [CivilDate] { (1 - Self.chartDays...0).map { date.advanced(by: $0) } }

    private var scoreChart: DayChart {
        let bands = terms.settings(on: date).bands
        return DayChart(
            title: "Readiness, last \(Self.chartDays) days", lastDate: date,
            values: chartDates.map { profile.score(on: $0, terms: terms, userID: user).total.map { Double($0.score) } },
            normal: Double(bands.low)...Double(bands.high - 1), scale: 0...100)
    }

    /// HRV where there is one, else resting heart rate.
    private func measureChart(_ explanation: ReadinessExplanation) -> DayChart? {
        let parts = explanation.result.components
        guard let score = parts.hrv.score ?? parts.restingHR.score,
            let measure = explanation.hrv ?? explanation.restingHR
        else { return nil }
        let name = score.metric == .restingHR ? "Resting HR" : "HRV"
        return DayChart(
            title: "\(name) in \(score.metric.unit), last \(Self.chartDays) days", lastDate: date,
            values: chartDates.map { score.value(in: profile.rows, on: $0) }, normal: measure.normal)
    }
}

extension ReadinessStatus {
    /// What is missing, where there is no score.
    fileprivate var why: String {
        switch self {
        case .calibrating: "A baseline is being collected: HRV or resting heart rate is needed on seven mornings."
        case .noRecentData: "Neither HRV nor resting heart rate is recent enough; an old score is not shown as today's."
        case .noData: "There are no rows in any of the windows that a score looks at."
        case .ok, .provisional: ""
        }
    }
}

extension ReadinessBand {
    fileprivate var color: TextStyle.Color {
        switch self {
        case .low: .red
        case .normal: .yellow
        case .high: .green
        }
    }
}

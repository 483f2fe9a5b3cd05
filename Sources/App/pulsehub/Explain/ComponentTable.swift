import Readiness
import Terminal

/// A line for each component: what was measured, what is normal, and what it adds to the score.
struct ComponentTable {
    let explanation: ReadinessExplanation
    let style: TextStyle

    private var parts: Components { explanation.result.components }
    private var points: Points? { explanation.result.total?.points }

    func lines() -> [String] {
        var rows = [["", "today", "normal", "baseline", "score", "weight", "points"]]
        rows.append(autonomic("HRV", parts.hrv, explanation.hrv, points?.hrv))
        rows.append(autonomic("resting HR", parts.restingHR, explanation.restingHR, points?.restingHR))
        rows.append(sleep)
        rows.append(debt)
        rows.append(load)
        if let total = explanation.result.total {
            let sum = "\(QuantityText.decimal(explanation.neutral)) + points"
            rows.append([sum, "", "", "", "", "", QuantityText.decimal(total.exact)])
        }
        return TextTable.lines(rows, right: [1, 2, 3, 4, 5, 6])
    }

    private func autonomic(
        _ name: String, _ component: AutonomicComponent, _ measure: MeasureExplanation?, _ points: Double?
    ) -> [String] {
        switch component {
        case .absent(let absence):
            let series = absence.series
            return row(
                name + (series.map { source($0.vendor, $0.metric) } ?? ""), today: absence.reason.rawValue,
                baseline: series.map { counted($0.baselineCount, "day") } ?? style.none)
        case .present(let score):
            guard let measure else { return row(name) }
            let unit = score.metric.unit
            let (low, high) = (measure.normal.lowerBound, measure.normal.upperBound)
            return row(
                name + source(score.vendor, score.metric),
                today: measure.today.map { "\(QuantityText.decimal($0)) \(unit)" } ?? QuantityText.age(score.ageDays),
                normal: "\(QuantityText.decimal(low))\(style.to)\(QuantityText.decimal(high)) \(unit)",
                baseline: "\(QuantityText.decimal(measure.mean)) \(unit), \(counted(score.baselineCount, "day"))",
                score: score.score, weight: measure.weight, points: points)
        }
    }

    private var sleep: [String] {
        switch parts.sleep {
        case .absent(let reason): return row("last night", today: reason.rawValue)
        case .present(let score):
            let night = explanation.sleep?.night
            return row(
                "last night" + source(score.vendor, nil),
                today: night.map { QuantityText.minutes($0.durationMin) } ?? QuantityText.age(score.ageDays),
                baseline: "need \(QuantityText.minutes(explanation.sleepNeedMin))", score: score.score,
                weight: explanation.sleep?.weight, points: points?.sleep)
        }
    }

    private var debt: [String] {
        switch parts.sleepDebt {
        case .absent(let nights): return row("sleep debt", today: "too_few_nights", baseline: counted(nights, "night"))
        case .present(let score):
            return row(
                "sleep debt", today: QuantityText.minutes(score.debtMin), baseline: counted(score.nights, "night"),
                score: score.score, weight: explanation.sleepDebtWeight, points: points?.sleepDebt)
        }
    }

    private var load: [String] {
        switch parts.load {
        case .absent(let days):
            return row(
                "training load", today: days == nil ? "no_data" : "calibrating",
                baseline: days.map { counted($0, "day") } ?? style.none)
        case .present(let load):
            return row(
                "training load", today: "form \(QuantityText.percent(load.formPct / 100))",
                baseline: "fitness \(QuantityText.decimal(load.ctl))", points: -load.penalty)
        }
    }

    private func source(_ vendor: String, _ metric: Metric?) -> String {
        let metric = metric.flatMap { $0 == .restingHR ? nil : " \($0.rawValue)" } ?? ""
        return ", \(printable(vendor))\(metric)"
    }

    private func row(
        _ name: String, today: String? = nil, normal: String? = nil, baseline: String? = nil, score: Double? = nil,
        weight: Double? = nil, points: Double? = nil
    ) -> [String] {
        [
            name, today ?? style.none, normal ?? style.none, baseline ?? style.none,
            score.map(QuantityText.decimal) ?? style.none, weight.map(QuantityText.percent) ?? style.none,
            points.map(QuantityText.points) ?? style.none,
        ]
    }
}

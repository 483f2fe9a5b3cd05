import Events

/// What about a valid event is hardly meant so: it is taken, and whoever sent it should be told.
public struct Implausibility: Equatable, Sendable {
    /// The stable name of the kind.
    public enum Code: String, Sendable, CaseIterable {
        /// A value outside the range in which it counts.
        case outOfRange = "out_of_range"
        /// Captured before the day that it is about.
        case capturedTooEarly = "captured_too_early"
        /// A recording of beats that gives no value.
        case unusableRecording = "unusable_recording"
    }

    /// The member of `data`.
    public let field: String
    /// What kind of doubt.
    public let code: Code
    /// The value, what was expected, what becomes of it, and what may have been meant.
    public let words: String
}

extension AcceptedRanges {
    /// What is implausible in an event, in the order of its fields; the ranges are those in which the score takes a value.
    public func implausibilities(of payload: Payload) -> [Implausibility] {
        switch payload {
        case .hrv(let row):
            return [
                doubt("rMSSD", row.rMSSD, rmssd, "ms"), doubt("sdnn", row.sdnn, sdnn, "ms"),
                doubt("restingHR", row.restingHR, restingHR, "bpm"), early(row.capturedAt, row.date),
            ].compactMap(\.self)
        case .sleep(let row):
            return [
                doubt("durationMin", row.durationMin, row.kind == .nap ? napDurationMin : durationMin, "min"),
                doubt("efficiencyPct", row.efficiencyPct, efficiencyPct, "%"),
                doubt("latencyMin", row.latencyMin, latencyMin, "min"),
                doubt("wakeCount", row.wakeCount, wakeCount, ""),
                early(row.capturedAt, row.date),
            ].compactMap(\.self)
        case .rr(let row): return [unusable(row.rrMs), early(row.capturedAt, row.date)].compactMap(\.self)
        case .training(let row):
            return [doubt("load", row.load, load, ""), early(row.capturedAt, row.date)].compactMap(\.self)
        case .profile(let settings):
            return [doubt("sleepNeedMin", settings.sleepNeedMin, sleepNeedMin, "min")].compactMap(\.self)
        case .deleted, .pageView, .activity: return []
        }
    }

    private func doubt(
        _ field: String, _ value: Double?, _ range: ClosedRange<Double>, _ unit: String
    ) -> Implausibility? {
        guard let value, range.accepted(value) == nil else { return nil }
        let suffix = unit.isEmpty ? "" : " \(unit)"
        let fate =
            field == "sleepNeedMin" ? "the default need is used" : "it is kept, and the score counts it as missing"
        return Implausibility(
            field: field, code: .outOfRange,
            words: "\(field) \(value.shortText) lies outside \(range.lowerBound.shortText) to "
                + "\(range.upperBound.shortText)\(suffix): \(fate)\(otherUnit(value, range, unit))")
    }

    /// The unit that the value was probably measured in.
    private func otherUnit(_ value: Double, _ range: ClosedRange<Double>, _ unit: String) -> String {
        let others: [(factor: Double, name: String)] =
            switch unit {
            case "min": [(60, "hours"), (1.0 / 60, "seconds"), (1.0 / 60_000, "milliseconds")]
            case "ms": [(1000, "seconds")]
            case "%": [(100, "a fraction of 1")]
            default: []
            }
        guard value > 0, let other = others.first(where: { range.contains(value * $0.factor) }) else { return "" }
        return "; is it \(other.name)?"
    }

    private func early(_ capturedAt: Instant, _ date: CivilDate) -> Implausibility? {
        // A day begins on an earlier date of UTC than its own nowhere by more than one.
        guard date.days(since: capturedAt.utcDate) > 1 else { return nil }
        return Implausibility(
            field: "capturedAt", code: .capturedTooEarly,
            words: "capturedAt \(capturedAt) lies before the day \(date) that it is about: a later capture wins over it"
        )
    }

    private func unusable(_ intervals: [Double]) -> Implausibility? {
        let result = RMSSD.compute(rr: intervals)
        let words: String
        switch (result.reason, result.rmssd) {
        case (.tooFewBeats?, _): words = "has too few usable beats"
        case (.tooManyArtefacts?, _), (.notFinite?, _): words = "has too many unusable beats"
        case (nil, let value?) where rmssd.accepted(value) == nil:
            words =
                "gives an RMSSD of \(value.shortText) ms, outside \(rmssd.lowerBound.shortText) to "
                + rmssd.upperBound.shortText
        default: return nil
        }
        let isSeconds = !intervals.isEmpty && intervals.allSatisfy { $0 > 0 && $0 < 10 }
        return Implausibility(
            field: "rrMs", code: .unusableRecording,
            words: "rrMs \(words): it is kept, and gives no value\(isSeconds ? "; are these seconds?" : "")")
    }
}

extension Double {
    /// Without a fraction where there is none.
    fileprivate var shortText: String { Int(exactly: self).map(String.init) ?? "\(self)" }
}

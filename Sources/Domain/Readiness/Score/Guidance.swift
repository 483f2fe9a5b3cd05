/// What a score suggests for today's training; the raw value is the wire name.
public enum Guidance: String, Sendable {
    /// Rest or train easily.
    case recover
    /// Train as planned, without adding to it.
    case maintain
    /// A day for hard work.
    case push
}

/// A pattern worth a look; the raw value is the wire name.
public enum ReadinessFlag: String, CaseIterable, Sendable {
    /// HRV far above normal, which can mean overload as well as rest.
    case hrvUnusuallyHigh = "hrv_unusually_high"
    /// HRV low and resting heart rate high at once, as before an illness.
    case hrvDownRestingHRUp = "hrv_down_rhr_up"
    /// More than five hours of sleep missing.
    case sleepDebtHigh = "sleep_debt_high"
}

extension ReadinessFlag {
    static func all(_ components: Components, settings: ReadinessSettings) -> [ReadinessFlag] {
        var flags: [ReadinessFlag] = []
        let hrv = components.hrv.score?.index
        if let hrv, hrv > settings.codes.indexUnusual { flags.append(.hrvUnusuallyHigh) }
        if let hrv, let restingHR = components.restingHR.score?.index,
            hrv <= settings.codes.indexBelow, restingHR <= settings.flags.restingHRUp
        {
            flags.append(.hrvDownRestingHRUp)
        }
        if let debt = components.sleepDebt.score, debt.debtMin > settings.codes.debtHighMin {
            flags.append(.sleepDebtHigh)
        }
        return flags
    }
}

extension Guidance {
    /// `push` needs fresh, ordinary HRV and a score that trusts itself; everything else is at most `maintain`.
    init(
        _ band: ReadinessBand, _ components: Components, confidence: ConfidenceLevel,
        settings: ReadinessSettings
    ) {
        switch band {
        case .low: self = .recover
        case .normal: self = .maintain
        case .high:
            let hrv = components.hrv.score
            let mayPush = hrv.map { hrv in
                !hrv.isStale && hrv.index <= settings.codes.indexUnusual
                    && hrv.zWeek.map { $0 >= settings.guidance.weekDeviationMin } ?? true
            }
            self = mayPush == true && confidence != .low ? .push : .maintain
        }
    }
}

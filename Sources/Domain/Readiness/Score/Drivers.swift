/// One component that moved the score, and how far.
public struct Driver: Equatable, Sendable {
    /// Which component.
    public let component: ComponentName
    /// What it says, for translation by the reader.
    public let code: DriverCode
    /// Score points, positive or negative.
    public let points: Double
}

/// What a driver says; the raw value is the wire name.
public enum DriverCode: String, CaseIterable, Sendable {
    /// HRV: worse than usual.
    case hrvBelowNormal = "hrv_below_normal"
    /// HRV: as usual.
    case hrvWithinNormal = "hrv_within_normal"
    /// HRV: better than usual.
    case hrvAboveNormal = "hrv_above_normal"
    /// HRV: so high that it is a warning.
    case hrvUnusuallyHigh = "hrv_unusually_high"
    /// Resting heart rate: higher than usual.
    case restingHRElevated = "rhr_elevated"
    /// Resting heart rate: as usual.
    case restingHRWithinNormal = "rhr_within_normal"
    /// Resting heart rate: lower than usual.
    case restingHRLower = "rhr_lower_than_usual"
    /// Resting heart rate: so low that it is a warning.
    case restingHRUnusuallyLow = "rhr_unusually_low"
    /// Last night: score below 50.
    case sleepPoor = "sleep_poor"
    /// Last night: score below 75.
    case sleepFair = "sleep_fair"
    /// Last night: score of 75 or more.
    case sleepGood = "sleep_good"
    /// Sleep debt above 300 minutes.
    case debtHigh = "sleep_debt_high"
    /// Sleep debt above 120 minutes.
    case debtOK = "sleep_debt_ok"
    /// Sleep debt of up to 120 minutes.
    case debtLow = "sleep_debt_low"
    /// Fatigue well above fitness.
    case loadHigh = "training_load_high"
}

extension Driver {
    /// Whether the component raises or lowers the score; the wire name.
    public var direction: String { points < 0 ? "negative" : "positive" }

    /// Greatest first by points rounded to six digits, so that the last bits of a sum never decide an order.
    static func all(_ points: Points, _ components: Components, settings: ReadinessSettings) -> [Driver] {
        let codes = settings.codes
        var drivers: [Driver] = []
        func add(_ component: ComponentName, _ code: DriverCode, _ points: Double?) {
            guard let points, millionths(points) >= millionths(settings.drivers.pointsMin) else { return }
            let index = drivers.firstIndex { millionths($0.points) < millionths(points) } ?? drivers.endIndex
            drivers.insert(Driver(component: component, code: code, points: points), at: index)
        }
        if let hrv = components.hrv.score { add(.hrv, codes.hrvCode(hrv.index), points.hrv) }
        if let restingHR = components.restingHR.score {
            add(.restingHR, codes.restingHRCode(restingHR.index), points.restingHR)
        }
        if let sleep = components.sleep.score { add(.sleep, codes.sleepCode(sleep.score), points.sleep) }
        if let debt = components.sleepDebt.score { add(.sleepDebt, codes.debtCode(debt.debtMin), points.sleepDebt) }
        add(.load, .loadHigh, points.load)
        return Array(drivers.prefix(max(0, settings.drivers.countMax)))
    }

    private static func millionths(_ points: Double) -> Double { (points.magnitude * 1e6).rounded() }
}

extension ReadinessSettings.Codes {
    fileprivate func hrvCode(_ index: Double) -> DriverCode {
        index <= indexBelow
            ? .hrvBelowNormal
            : index < indexAbove ? .hrvWithinNormal : index <= indexUnusual ? .hrvAboveNormal : .hrvUnusuallyHigh
    }

    fileprivate func restingHRCode(_ index: Double) -> DriverCode {
        index <= indexBelow
            ? .restingHRElevated
            : index < indexAbove
                ? .restingHRWithinNormal : index <= indexUnusual ? .restingHRLower : .restingHRUnusuallyLow
    }

    fileprivate func sleepCode(_ score: Double) -> DriverCode {
        score < sleepPoorBelow ? .sleepPoor : score < sleepFairBelow ? .sleepFair : .sleepGood
    }

    fileprivate func debtCode(_ debt: Double) -> DriverCode {
        debt > debtHighMin ? .debtHigh : debt > debtOkMin ? .debtOK : .debtLow
    }
}

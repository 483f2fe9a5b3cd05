import Events

/// A score with everything that explains it.
public struct ReadinessResult: Equatable, Sendable {
    /// Whose score.
    public let userID: String
    /// The date it is about.
    public let date: CivilDate
    /// How complete the data behind it is.
    public let status: ReadinessStatus
    /// The total; nil without heart-rate variability and resting heart rate.
    public let total: ReadinessTotal?
    /// Each part, present or not, also when there is no total.
    public let components: Components
    /// 0 to 1; 0 without a total.
    public let confidence: Double
    /// `confidence` in words.
    public let confidenceLevel: ConfidenceLevel
    /// Warnings in a fixed order.
    public let flags: [ReadinessFlag]
}

/// The number and the advice that follows from it.
public struct ReadinessTotal: Equatable, Sendable {
    /// What each component adds.
    public let points: Points
    /// 0 to 100, not rounded.
    public let exact: Double
    /// `exact` rounded, halves up.
    public let score: Int
    /// The band of `score`.
    public let band: ReadinessBand
    /// What moved the score most, greatest first.
    public let drivers: [Driver]
    /// What the score suggests for today.
    public let guidance: Guidance
}

/// How complete the data behind a score is; the raw value is the wire name.
public enum ReadinessStatus: String, Sendable {
    /// Every used baseline is settled.
    case ok
    /// A used baseline is still short.
    case provisional
    /// No score yet: a baseline is being collected.
    case calibrating
    /// No score: nothing recent.
    case noRecentData = "no_recent_data"
    /// No score: no rows in any window.
    case noData = "no_data"
}

/// Bands of the score; the raw value is the wire name.
public enum ReadinessBand: String, CaseIterable, Sendable {
    /// Below 50.
    case low
    /// 50 to 79.
    case normal
    /// 80 and more.
    case high
}

extension ReadinessResult {
    init(_ components: Components, date: CivilDate, userID: String, settings: ReadinessSettings) {
        self.userID = userID
        self.date = date
        self.components = components
        flags = ReadinessFlag.all(components, settings: settings)
        guard components.hrv.score != nil || components.restingHR.score != nil else {
            total = nil
            confidence = 0
            confidenceLevel = .low
            status = ReadinessStatus(withoutTotal: components)
            return
        }
        confidence = settings.confidence.value(components, settings: settings)
        confidenceLevel = settings.confidence.level(confidence)
        status = components.isProvisional(settings.windows) ? .provisional : .ok
        total = ReadinessTotal(components, confidence: confidenceLevel, settings: settings)
    }
}

extension ReadinessTotal {
    init(_ components: Components, confidence: ConfidenceLevel, settings: ReadinessSettings) {
        points = Points(components, settings: settings)
        exact = points.sum.clamped(to: 0...100)
        score = Int(exact + 0.5)
        band = score < settings.bands.low ? .low : score < settings.bands.high ? .normal : .high
        drivers = Driver.all(points, components, settings: settings)
        guidance = Guidance(band, components, confidence: confidence, settings: settings)
    }
}

extension ReadinessStatus {
    fileprivate init(withoutTotal components: Components) {
        let reasons = [components.hrv, components.restingHR].map { component in
            if case .absent(let absence) = component { absence.reason } else { AbsenceReason.noRecentData }
        }
        let hasSleep = components.sleep != .absent(.noData)
        if reasons.contains(.calibrating) {
            self = .calibrating
        } else {
            self = reasons.contains(.noRecentData) || hasSleep ? .noRecentData : .noData
        }
    }
}

extension Components {
    fileprivate func isProvisional(_ windows: ReadinessSettings.Windows) -> Bool {
        [hrv, restingHR].contains { $0.score.map { $0.baselineCount < windows.provisionalValuesBelow } ?? false }
    }
}

/// What a person shows or withholds, each by itself.
package enum Signal: String, Sendable, CaseIterable {
    /// HRV and resting heart rate with their baselines.
    case hrv
    /// Nights and the sleep debt.
    case sleep
    /// What was done in apps.
    case activity
    /// The score with its band, drivers and guidance.
    case readiness

    /// Every signal, made once.
    package static let all = Set(allCases)
}

/// When a person wants to be told; nil means never.
public struct AlertPreferences: Sendable, Equatable {
    /// Tell when the sleep debt reaches this many minutes.
    public var sleepDebtMinutes: Int?
    /// Tell when the readiness score falls below this, 1 to 100.
    public var readinessBelow: Int?

    /// No alerts.
    public init(sleepDebtMinutes: Int? = nil, readinessBelow: Int? = nil) {
        self.sleepDebtMinutes = sleepDebtMinutes
        self.readinessBelow = readinessBelow
    }
}

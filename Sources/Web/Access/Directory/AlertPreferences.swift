/// When a person wants to be told; nil means never.
package struct AlertPreferences: Sendable, Equatable {
    /// Tell when the sleep debt reaches this many minutes.
    package var sleepDebtMinutes: Int?
    /// Tell when the readiness score falls below this, 1 to 100.
    package var readinessBelow: Int?

    /// No alerts.
    package init(sleepDebtMinutes: Int? = nil, readinessBelow: Int? = nil) {
        self.sleepDebtMinutes = sleepDebtMinutes
        self.readinessBelow = readinessBelow
    }
}

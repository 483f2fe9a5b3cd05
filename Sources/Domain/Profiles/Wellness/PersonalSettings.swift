import Events
import Readiness

/// An athlete's own settings, each the last one written by (event time, event id).
package struct PersonalSettings: Equatable, Sendable {
    /// IANA name.
    package var timeZone: Register<String>?
    /// Minutes.
    package var sleepNeedMin: Register<Double>?
    /// As the athlete wants to be called.
    package var displayName: Register<String>?

    /// Nothing set.
    package init() {}

    mutating func merge(_ update: ProfileUpdated, at time: Instant, eventID: String) -> Bool {
        func register<Value>(_ value: Value) -> Register<Value> {
            Register(capturedAt: time, eventID: eventID, value: value)
        }
        // A sleep need outside the formula's range counts as not said.
        let need = update.sleepNeedMin.flatMap { AcceptedRanges.standard.sleepNeedMin.contains($0) ? $0 : nil }
        var changed = false
        if let zone = update.timeZone { changed = PersonalSettings.merge(register(zone), into: &timeZone) || changed }
        if let need { changed = PersonalSettings.merge(register(need), into: &sleepNeedMin) || changed }
        if let name = update.displayName {
            changed = PersonalSettings.merge(register(name), into: &displayName) || changed
        }
        return changed
    }

    static func merge<Value>(_ new: Register<Value>, into old: inout Register<Value>?) -> Bool {
        guard old != nil else {
            old = new
            return true
        }
        return old?.merge(new) ?? false
    }
}

/// What a client knows, as the `id` of the newest event it got: hand it back to be told only what is new.
///
/// The text is 16 hexadecimal digits for the states, for one person those of the profile's `ETag`; and, where alerts
/// were told, the day they were told for and which.
struct EventID: Sendable, Equatable, CustomStringConvertible {
    /// All states that the client has.
    var states: UInt64
    /// The alerts that the client has been told.
    var alerts: ToldAlerts

    init(states: UInt64, alerts: ToldAlerts = ToldAlerts()) {
        self.states = states
        self.alerts = alerts
    }

    /// Nil for anything that was not written by ``description``; such a client is told everything.
    init?(_ text: some StringProtocol) {
        let parts = text.utf8.count <= 40 ? text.split(separator: "-", omittingEmptySubsequences: false) : []
        guard let first = parts.first, first.utf8.count == 16, let states = UInt64(first, radix: 16) else { return nil }
        self.init(states: states)
        switch parts.count {
        case 1: return
        case 3:
            guard let day = Int(parts[1]), let kinds = UInt8(parts[2]) else { return nil }
            alerts = ToldAlerts(day: day, kinds: kinds)
        default: return nil
        }
    }

    var description: String {
        let digits = String(states, radix: 16)
        let text = String(repeating: "0", count: 16 - digits.count) + digits
        return alerts.kinds == 0 ? text : "\(text)-\(alerts.day)-\(alerts.kinds)"
    }
}

import Access
import Events
import Identity

extension JSONWriter {
    /// The text, or `null`.
    mutating func nullable(_ text: String?) {
        if let text { string(text) } else { null() }
    }

    /// The number to six decimals, or `null`.
    mutating func nullable(_ value: Double?) {
        if let value { rounded(value) } else { null() }
    }

    /// The member that names what consent keeps back; nothing where nothing is.
    mutating func withheld(_ signals: [Signal]) {
        guard !signals.isEmpty else { return }
        key("withheld")
        beginArray()
        for signal in signals { string(signal.rawValue) }
        endArray()
    }
}

extension JSONWriter {
    /// Whose document it is, and which days it is about.
    mutating func span(of user: UserID, _ dates: ClosedRange<CivilDate>) {
        field("userId", user.text)
        field("from", dates.lowerBound.description)
        field("to", dates.upperBound.description)
    }

    /// The member `days`: one object for each day, of which `write` writes the members.
    mutating func days(_ dates: ClosedRange<CivilDate>, _ write: (CivilDate, inout JSONWriter) -> Void) {
        key("days")
        beginArray()
        for date in dates.days {
            beginObject()
            write(date, &self)
            endObject()
        }
        endArray()
    }
}

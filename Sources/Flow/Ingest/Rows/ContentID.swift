import Events
import Repeatable

/// Names events by what they say, so that the same record sent again is the same event and a corrected one another.
enum ContentID {
    /// The event with an id such as `daily-hrv-2026-11-20-9f86d081884c7d65`.
    ///
    /// The digits are FNV-1a (64 bits) over the event encoded without an id: user, source, time and all values count.
    static func named(_ prefix: String, _ event: Event) -> Event {
        var event = event
        event.id = ""
        let digits = String(FNV1a(event.encoded()).value, radix: 16)
        event.id = prefix + "-" + String(repeating: "0", count: 16 - digits.utf8.count) + digits
        return event
    }
}

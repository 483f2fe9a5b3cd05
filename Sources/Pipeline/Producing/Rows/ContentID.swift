import Events
import Repeatable

/// Names events by what they say, so that the same record sent again is the same event and a corrected one another.
package enum ContentID {
    /// The event with an id such as `sim-hrv-2026-11-20-9f86d081884c7d65`.
    package static func named(_ prefix: String, _ event: Event) -> Event {
        var event = event
        event.id = prefix + "-" + digits(hash(of: event))
        return event
    }

    /// FNV-1a (64 bits) over the event encoded without an id: user, source, time and all values count.
    package static func hash(of event: Event) -> UInt64 {
        var event = event
        event.id = ""
        return FNV1a(event.encoded()).value
    }

    /// 16 hexadecimal digits.
    static func digits(_ hash: UInt64) -> String {
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }
}

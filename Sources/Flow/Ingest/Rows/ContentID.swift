import Events

/// Names events by what they say, so that the same record sent again is the same event and a corrected one another.
enum ContentID {
    /// The event with an id such as `daily-hrv-2026-11-20-9f86d081884c7d65`.
    ///
    /// The digits are FNV-1a (64 bits) over the event encoded without an id: user, source, time and all values count.
    static func named(_ prefix: String, _ event: Event) -> Event {
        var event = event
        event.id = ""
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in event.encoded() { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        let digits = String(hash, radix: 16)
        event.id = prefix + "-" + String(repeating: "0", count: 16 - digits.utf8.count) + digits
        return event
    }
}

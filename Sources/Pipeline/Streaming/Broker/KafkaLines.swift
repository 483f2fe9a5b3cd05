/// Which of librdkafka's lines are worth one of ours: while a broker is away it says the same thing again and again, for
/// every connection. No clock.
struct KafkaLines {
    /// Between two lines that say the same.
    static let interval = Duration.seconds(60)
    /// Different lines that are remembered. What comes on top within an interval is counted and not told.
    static let kindsMax = 50

    /// A line to be told, and how many were held back since the last of its kind.
    struct Told: Equatable {
        let text: String
        let heldBack: Int
    }

    private struct Kind {
        var toldAt: ContinuousClock.Instant
        var heldBack = 0
    }

    private var kinds: [String: Kind] = [:]
    /// Of kinds that there was no room for.
    private var others = 0

    /// Nil where the line is held back.
    mutating func take(_ facility: String, _ message: String, at now: ContinuousClock.Instant) -> Told? {
        let text = Self.withoutClient(Self.withoutThread(message), facility)
        let kind = String(Self.withoutTimes(text))
        if let known = kinds[kind], now - known.toldAt < Self.interval {
            kinds[kind]?.heldBack += 1
            return nil
        }
        if kinds[kind] == nil, kinds.count >= Self.kindsMax {
            kinds = kinds.filter { now - $0.value.toldAt < Self.interval }
            guard kinds.count < Self.kindsMax else {
                others += 1
                return nil
            }
        }
        defer {
            kinds[kind] = Kind(toldAt: now)
            others = 0
        }
        return Told(text: text, heldBack: (kinds[kind]?.heldBack ?? 0) + others)
    }

    /// `[thrd:localhost:9092/bootstrap]: ` names a thread of librdkafka, which helps nobody.
    private static func withoutThread(_ message: String) -> String {
        guard message.hasPrefix("[thrd:"), let end = message.firstRange(of: "]: ") else { return message }
        return String(message[end.upperBound...])
    }

    /// An ERROR repeats a FAIL, under the name of the client, as in `archiver#consumer-3: `.
    private static func withoutClient(_ text: String, _ facility: String) -> String {
        guard facility == "ERROR", let end = text.firstRange(of: ": "), text[..<end.lowerBound].contains("#") else {
            return text
        }
        return String(text[end.upperBound...])
    }

    /// What is in parentheses tells times and repetitions, as in `Connection refused (after 1ms in state CONNECT, 3 identical
    /// error(s) suppressed)`.
    private static func withoutTimes(_ text: String) -> Substring {
        text.prefix(upTo: text.firstRange(of: " (")?.lowerBound ?? text.endIndex)
    }
}

/// Whether Kafka is away, from one look after the other, and when that is worth a line. No clock, no I/O.
struct KafkaOutage {
    /// What is to be told.
    enum News: Equatable {
        /// It does not answer, for this long; told once when that is sure, and at intervals.
        case away(Duration)
        /// It answers again, after this long.
        case back(Duration)
    }

    /// Looks in vain before it counts as away: a busy broker may be late.
    static let missesMax = 2
    /// Between two lines while it is away.
    static let interval = Duration.seconds(30)

    private var missing: (since: ContinuousClock.Instant, looks: Int, told: ContinuousClock.Instant?)?
    /// Since when it is away for sure, and why.
    private(set) var away: (since: ContinuousClock.Instant, reason: String)?

    /// - Parameters:
    ///   - failure: why no broker has answered; nil if one has.
    ///   - began: when this look began, which is no later than the outage was there to be seen.
    mutating func look(_ failure: String?, began: ContinuousClock.Instant, now: ContinuousClock.Instant) -> News? {
        guard let failure else {
            defer {
                missing = nil
                away = nil
            }
            return away.map { .back(now - $0.since) }
        }
        var missing = self.missing ?? (since: began, looks: 0, told: nil)
        defer { self.missing = missing }
        missing.looks += 1
        guard missing.looks >= Self.missesMax else { return nil }
        away = (missing.since, failure)
        guard missing.told.map({ now - $0 >= Self.interval }) ?? true else { return nil }
        missing.told = now
        return .away(now - missing.since)
    }
}

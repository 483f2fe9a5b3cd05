import Kafka

/// How long a member has waited for its group to give it partitions, and when that is worth a line. No clock.
struct GroupWait {
    /// A group that is new or well answers sooner.
    static let first = Duration.seconds(4)
    /// Between two lines while it lasts.
    static let interval = Duration.seconds(10)

    let since: ContinuousClock.Instant
    private var toldAt: ContinuousClock.Instant?

    init(since: ContinuousClock.Instant) { self.since = since }

    /// How long it has lasted, where that is to be told now.
    mutating func due(at now: ContinuousClock.Instant) -> Duration? {
        let isDue = toldAt.map { now - $0 >= Self.interval } ?? (now - since >= Self.first)
        guard isDue else { return nil }
        toldAt = now
        return now - since
    }
}

/// Whom a group waits for before it gives out partitions, and how long at most.
struct GroupPatience {
    /// A member that died without a word keeps its place until its session times out.
    let session: Duration
    /// A member that is alive and does not ask for work, since its store is away, say.
    let poll: Duration

    /// As librdkafka has them where the properties do not say.
    init(_ properties: KafkaProperties) {
        func milliseconds(_ name: String, _ fallback: Int) -> Duration {
            .milliseconds(properties[name].flatMap { Int($0) } ?? fallback)
        }
        session = milliseconds("session.timeout.ms", 45_000)
        poll = milliseconds("max.poll.interval.ms", 300_000)
    }

    /// For an operator.
    var text: String {
        "for a member that died until its session has timed out, \(session.inSeconds) at most; for one that is busy, "
            + "\(poll.inSeconds) at most"
    }
}

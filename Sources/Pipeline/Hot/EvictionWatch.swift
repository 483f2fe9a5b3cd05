import Redis
import Retrying

/// Sees to it that Redis refuses writes when its memory is full, and drops nothing: at every start, and while it runs.
struct EvictionWatch {
    private static let interval = Duration.seconds(10)

    private let redis: ProfileRedis
    private var due: ContinuousClock.Instant?

    init(_ redis: ProfileRedis) { self.redis = redis }

    /// Asks, if that was not done for a while.
    mutating func checkIfDue(now: ContinuousClock.Instant) throws {
        guard due.map({ $0 <= now }) ?? true else { return }
        try check(now: now)
    }

    /// - Throws: ``EvictingRedis``; it is asked again at once then.
    mutating func check(now: ContinuousClock.Instant) throws {
        due = nil
        try redis.checkEviction()
        due = now + Self.interval
    }
}

/// Redis is set up to drop keys when its memory is full: profiles would vanish one by one.
package struct EvictingRedis: RetriableError, CustomStringConvertible {
    private static let safe = "noeviction"

    /// By Redis' name.
    let policy: String

    /// Asks a server; one that does not say counts as safe.
    ///
    /// - Throws: this error, and what the connection says.
    package static func check(_ connection: any RedisPipeline) throws {
        let info = try connection.command(["INFO", "memory"]).asString ?? ""
        let prefix = "maxmemory_policy:"
        guard let line = info.split(whereSeparator: \.isNewline).first(where: { $0.hasPrefix(prefix) }) else { return }
        let policy = String(line.dropFirst(prefix.count))
        if policy != safe { throw EvictingRedis(policy: policy) }
    }

    /// An operator cures it while the processor waits.
    package var isRetriable: Bool { true }

    /// The cause and the cure.
    package var description: String {
        """
        Redis drops profiles when its memory is full (maxmemory-policy \(policy)): set it to noeviction, by "CONFIG SET \
        maxmemory-policy noeviction" and in redis.conf. Nothing is written until then
        """
    }
}

import Events
import Logging
import ServiceLifecycle
import Synchronization

/// The issuer's keys as they are now: read at the start, followed from then on.
///
/// While the source is away or spoilt the last good set stays. A token under an unknown key makes the source be asked
/// at once, so that a new key works with its first token; however many such tokens come, the source is asked by one
/// at a time and not again before ``Timing/earliest``.
public final class KeyRing: Service {
    /// How often the source is asked.
    public struct Timing: Sendable {
        /// Between two looks without a reason.
        public var interval: Duration
        /// Between two looks for the sake of unknown keys.
        public var earliest: Duration

        /// Ten seconds between two unknown keys are short for a person and long for the issuer's server.
        public init(interval: Duration, earliest: Duration = .seconds(10)) {
            self.interval = interval
            self.earliest = earliest
        }
    }

    /// A set, and how many there have been before it.
    struct Current: Sendable {
        var set: KeySet
        var generation = 0
    }

    private struct State {
        var current: Current
        var flight: Task<Void, Never>?
        var lastEarlyLook: ContinuousClock.Instant?
        var isAway = false
    }

    private let source: KeySource
    private let timing: Timing
    private let logger: Logger
    private let state: Mutex<State>

    /// Reads the keys for the first time.
    ///
    /// - Throws: ``KeySourceError`` if there are none: nobody could be let in.
    public init(_ source: KeySource, timing: Timing, logger: Logger) async throws(KeySourceError) {
        self.source = source
        self.timing = timing
        self.logger = logger
        state = Mutex(State(current: Current(set: try await KeySet(jwks: source.read()))))
    }

    /// The set in force.
    var current: Current { state.withLock { $0.current } }

    /// The set in force, which is read anew first if it does not have the key and that may be done now.
    func current(for kid: ExactText) async -> Current {
        let current = current
        guard current.set[kid] == nil else { return current }
        await flight(early: true)?.value
        return self.current
    }

    /// Looks for new keys until the shutdown.
    public func run() async throws {
        await cancelWhenGracefulShutdown {
            while (try? await Task.sleep(for: self.timing.interval)) != nil { await self.refresh() }
        }
    }

    /// Looks for new keys now, or waits for the look that is under way.
    func refresh() async { await flight(early: false)?.value }

    private func flight(early: Bool) -> Task<Void, Never>? {
        state.withLock { state in
            if let flight = state.flight { return flight }
            if early {
                let now = ContinuousClock.now
                if let last = state.lastEarlyLook, now - last < timing.earliest { return nil }
                state.lastEarlyLook = now
            }
            let flight = Task { await self.look() }
            state.flight = flight
            return flight
        }
    }

    private func look() async {
        do throws(KeySourceError) {
            let set = try await KeySet(jwks: source.read())
            let isNews = state.withLock { state in
                state.flight = nil
                state.isAway = false
                guard set != state.current.set else { return false }
                state.current = Current(set: set, generation: state.current.generation + 1)
                return true
            }
            if isNews { logger.notice("the issuer's keys have changed", metadata: ["kids": "\(set.names)"]) }
        } catch {
            let wasAway = state.withLock { state in
                state.flight = nil
                defer { state.isAway = true }
                return state.isAway
            }
            guard !wasAway else { return }
            logger.error(
                "the issuer's keys cannot be read, those known stay in force",
                metadata: ["source": "\(source)", "reason": "\(error)"])
        }
    }
}

import CoreMetrics
import Events
import HTTPKit
import Logging
import Observability
import ServiceLifecycle
import Synchronization

/// The issuer's keys as they are now: read at the start, followed from then on.
///
/// While the source is away or spoilt the last good set stays. A token under an unknown key makes the source be asked
/// at once, so that a new key works with its first token; however many such tokens come, the source is asked by one
/// at a time and not again before ``Timing/earliest``. Anybody can send such a token, so few may wait for the answer, and
/// none of them for long.
package final class KeyRing: Service {
    /// How often the source is asked.
    package struct Timing: Sendable {
        /// Between two looks without a reason.
        package var interval: Duration
        /// Between two looks for the sake of unknown keys.
        package var earliest: Duration

        /// How long a request waits for a look at most.
        package var patience: Duration

        /// Ten seconds between two unknown keys are short for a person and long for the issuer's server.
        package init(interval: Duration, earliest: Duration = .seconds(10), patience: Duration = .seconds(1)) {
            self.interval = interval
            self.earliest = earliest
            self.patience = patience
        }
    }

    /// A set, and how many there have been before it.
    struct Current: Sendable {
        fileprivate(set) var set: KeySet
        fileprivate(set) var generation = 0
        /// The generation in which each key came.
        private var since: [ExactText: Int] = [:]

        init(_ set: KeySet) {
            self.set = set
            for kid in set.kids { since[kid] = 0 }
        }

        /// Nil for a key that is not in the set.
        func key(_ kid: ExactText) -> SigningKey? { since[kid].map { SigningKey(kid: kid, since: $0) } }

        /// The set that follows on this one.
        fileprivate func followed(by next: KeySet) -> Current {
            var current = Current(next)
            current.generation = generation + 1
            for kid in next.kids { current.since[kid] = next.shares(kid, with: set) ? since[kid] : current.generation }
            return current
        }
    }

    private struct State {
        var current: Current
        var flight: Task<Void, Never>?
        var lastEarlyLook: ContinuousClock.Instant?
        var isAway = false
    }

    /// Requests that wait for a look at once.
    private static let waitersMax = 64

    private let source: KeySource
    private let timing: Timing
    private let logger: Logger
    private let waits: BoundedWait
    private let passedOver = Metric.passedOverKeys.meter()
    private let state: Mutex<State>

    /// Reads the keys for the first time.
    ///
    /// - Throws: ``KeySourceError`` if there are none: nobody could be let in.
    package init(_ source: KeySource, timing: Timing, logger: Logger) async throws(KeySourceError) {
        self.source = source
        self.timing = timing
        self.logger = logger
        waits = BoundedWait(waitersMax: Self.waitersMax, patience: timing.patience)
        let set = try await KeySet(jwks: source.read())
        state = Mutex(State(current: Current(set)))
        tell(set.refusals, before: [])
    }

    /// The set in force.
    var current: Current { state.withLock { $0.current } }

    /// The set in force, which is read anew first if it does not have the key and that may be done now.
    ///
    /// - Throws: a 503 where that takes longer than a request waits, or too many wait: the key may be a new one.
    func current(for kid: ExactText) async throws(Problem) -> Current {
        let known = current
        guard known.set[kid] == nil else { return known }
        let hasLooked = flight(early: true) == nil ? true : await waits.wait { state.withLock { $0.flight == nil } }
        let current = current
        guard hasLooked || current.set[kid] != nil else {
            throw Problem.unavailable("the token's key is not known, and the issuer's keys are still being read")
        }
        return current
    }

    /// Looks for new keys until the shutdown.
    package func run() async throws {
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
            let (isNews, before) = state.withLock { state in
                state.flight = nil
                state.isAway = false
                let before = state.current.set
                if set != before {
                    state.current = state.current.followed(by: set)
                } else {
                    state.current.set = set
                }
                return (set != before, before)
            }
            waits.end()
            tell(set.refusals, before: before.refusals)
            if isNews { logger.notice("the issuer's keys have changed", metadata: ["kids": "\(set.names)"]) }
        } catch {
            let wasAway = state.withLock { state in
                state.flight = nil
                defer { state.isAway = true }
                return state.isAway
            }
            waits.end()
            guard !wasAway else { return }
            logger.error(
                "the issuer's keys cannot be read, those known stay in force",
                metadata: ["source": "\(source)", "reason": "\(error)"])
        }
    }

    /// Says once what is passed over.
    private func tell(_ refusals: [String], before: [String]) {
        passedOver.set(refusals.count)
        guard refusals != before, !refusals.isEmpty else { return }
        logger.notice(
            "entries of the issuer's key set are passed over",
            metadata: [
                "source": "\(source)", "count": "\(refusals.count)",
                "first": "\(refusals.prefix(5).joined(separator: "; "))",
            ])
    }
}

import Access
import Events
import HTTPKit
import Hummingbird
import Identity
import Logging
import Redis
import ServiceLifecycle

/// Live updates of one process: its open streams, and the loops that serve them all.
///
/// Add it to the services of the application whose router has its routes.
package struct LiveUpdates: ServiceLifecycle.Service {
    let hub: LiveHub
    let rules: LiveRules
    let configuration: LiveConfiguration
    let logger: Logger
    let pump: LivePump
    let now: @Sendable () -> ContinuousClock.Instant
    let trusts: @Sendable (Caller) -> Bool
    private let wall: @Sendable () -> Instant
    private let redis: RedisConfiguration?

    /// - Parameters:
    ///   - redis: where changes are published; nil tells only the first states.
    ///   - trusts: whether a caller's token would still be accepted; asked of every stream at every tick.
    ///   - wall: the clock by which tokens expire.
    package init(
        source: some LiveSource, rules: LiveRules, redis: RedisConfiguration?,
        configuration: LiveConfiguration = LiveConfiguration(),
        trusts: @escaping @Sendable (Caller) -> Bool = { _ in true }, wall: @escaping @Sendable () -> Instant,
        logger: Logger
    ) {
        self.rules = rules
        self.redis = redis
        self.configuration = configuration
        self.trusts = trusts
        self.wall = wall
        now = { .now }
        hub = LiveHub(configuration)
        self.logger = logger
        pump = LivePump(hub: hub, source: source, configuration: configuration, wall: wall, logger: logger)
    }

    /// Serves the streams until the application's shutdown. The streams themselves say goodbye when it begins.
    package func run() async throws {
        await cancelWhenGracefulShutdown {
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await pump.run() }
                group.addTask { await tick() }
                group.addTask { await watch() }
                if let redis { group.addTask { await RedisUpdates(hub: hub, configuration: configuration).run(redis) } }
            }
        }
    }

    private func tick() async {
        await whileOpen {
            let wall = wall()
            for stream in hub.streams { stream.tick(configuration, wall: wall) }
        }
    }

    /// By itself, since a decision may have to wait for a store.
    private func watch() async {
        let watch = DecisionWatch(hub: hub, rules: rules, configuration: configuration, now: now)
        var known: AccessGeneration?
        await whileOpen { await watch.look(known: &known) }
    }

    /// Once in every tick, but not while there are no streams.
    private func whileOpen(_ body: () async -> Void) async {
        for await _ in hub.arrivals() {
            while hub.count > 0, (try? await Task.sleep(for: configuration.tick)) != nil { await body() }
        }
    }
}

import Events
import Synchronization
import TestSupport

/// Looks several times a second at everything there is to see.
final class Monitor: Sendable {
    private let scene: Scene
    private let witness: Witness
    private let load: Load
    private let probe: ProfileProbe
    private let recoveries: Recoveries
    private let isStopping = Atomic(false)

    private static let pause = Duration.milliseconds(200)

    init(_ scene: Scene, _ witness: Witness, _ load: Load, _ probe: ProfileProbe, _ recoveries: Recoveries) {
        self.scene = scene
        self.witness = witness
        self.load = load
        self.probe = probe
        self.recoveries = recoveries
    }

    /// Ends ``run()`` after its present look.
    func stop() { isStopping.store(true, ordering: .relaxed) }

    /// Looks until it is stopped; blocks.
    func run() throws {
        var (hot, cold) = (LagClock(Pipeline.inputs), LagClock(Topics.all))
        while !isStopping.load(ordering: .relaxed) {
            try scene.fleet.check()
            // Ends first: what comes in between may only make a path look better informed than the log.
            let (now, ends) = (ContinuousClock.now, witness.ends)
            let progress = scene.checkpoints.look()
            let ages: [Path: Duration] = [
                .hot: hot.age(at: now, ends: ends, checkpoints: progress.hot),
                .cold: cold.age(at: now, ends: ends, checkpoints: progress.cold),
                .events: now - load.lastAcknowledged, .profiles: now - probe.lastServed,
            ]
            recoveries.update(ages, at: now)
            rest(Self.pause)
        }
    }
}

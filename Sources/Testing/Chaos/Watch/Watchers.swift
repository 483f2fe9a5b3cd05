import Blocking
import Kafka
import Redis
import TestSupport

/// What runs beside the faults: the load, and everybody who looks at what becomes of it.
struct Watchers: Sendable {
    let witness: Witness
    let load: Load
    let probe: ProfileProbe
    let recoveries: Recoveries
    private let scene: Scene
    private let monitor: Monitor

    /// A group of two forms within some ten seconds.
    private static let startDeadline = Duration.seconds(120)

    init(_ scene: Scene, probe: ProfileProbe) {
        self.scene = scene
        load = scene.load
        self.probe = probe
        witness = Witness(bootstrapServers: scene.pipeline.bootstrapServers, journal: scene.journal)
        recoveries = Recoveries(now: .now)
        monitor = Monitor(scene, witness, load, probe, recoveries)
    }

    /// Runs the body when events flow through everything and the probe is served, and ends all afterwards.
    func watch<Value: Sendable>(
        seed: UInt64, _ body: (Watchers) async throws -> Value
    ) async throws -> Value {
        try await withThrowingTaskGroup(of: Void.self) { group in
            defer { stop() }
            group.addTask { try await onOwnThread("witness") { try witness.run() } }
            group.addTask { try await load.run(LoadEvents(seed: seed)) }
            let redis = try scene.pipeline.openRedis()
            try await soon("the first events are folded and archived", deadline: Self.startDeadline) {
                guard try redis.command("EXISTS", "profile:sim-0001").asInteger == 1 else { return false }
                let archived = try scene.pipeline.archiveCheckpoints()
                return Set(Pipeline.inputs).isSubset(of: archived.keys.map(\.topic))
            }
            group.addTask { try await probe.run() }
            group.addTask { try await onOwnThread("monitor") { try monitor.run() } }
            let start = ContinuousClock.now
            try await soon("everything is well before the faults", deadline: Self.startDeadline) {
                recoveries.wasWell(since: start)
            }
            let value = try await body(self)
            stop()
            try await group.waitForAll()
            return value
        }
    }

    /// Sends nothing more; what is being sent is answered or given up first.
    func endLoad() async throws {
        load.stop()
        try await soon("every request is answered", deadline: .seconds(60)) { load.isDone }
    }

    private func stop() {
        witness.stop()
        load.stop()
        probe.stop()
        monitor.stop()
    }
}

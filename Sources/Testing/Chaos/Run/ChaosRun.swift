import Blocking
import Events
import Identity
import LocalServers
import TestSupport

/// Real processes on real servers under steady load, while a plan of faults strikes.
package struct ChaosRun: Sendable {
    /// Chooses the plan and the events.
    package let seed: UInt64
    /// No fault begins later than this.
    package let duration: Duration
    /// How fast faults follow each other.
    package let pace: ChaosPlan.Pace
    let journal: Journal

    /// How long everything may take to be well again after the last fault; a busy machine is no failure.
    static let patience = Duration.seconds(300)
    /// As if the stores were in another building: a fault nearly always finds a batch half done.
    private static let latency = Duration.milliseconds(10)
    private static let settings = [
        "API_REQUESTS_PER_SECOND": "0", "INGEST_REQUESTS_PER_SECOND": "0", "CONFIG_REFRESH_INTERVAL": "2s",
    ]

    /// This cluster stores what follows a request that it has refused, which brokers do not for idempotent producers; and
    /// librdkafka rightly takes the former for stored when it hears of the latter.
    private static let oneRequestAtATime = ["config/ingest.yaml": "kafka: {properties: {max.in.flight: 1}}\n"]

    /// - Parameter tell: gets a line at a time, from any thread.
    package init(
        seed: UInt64, duration: Duration, pace: ChaosPlan.Pace = .dense, tell: @escaping @Sendable (String) -> Void
    ) {
        self.seed = seed
        self.duration = duration
        self.pace = pace
        journal = Journal(tell)
    }

    /// Runs it, and checks every promise when all is well again.
    ///
    /// - Parameter logs: where the logs of processes and servers go; what is there is replaced.
    /// - Throws: if something took too long, or could not be started at all.
    package func run(keepingLogsIn logs: String) async throws -> ChaosReport {
        var impossible: Set<Fault> = []
        if !Volume.isPossible {
            journal.tell("no disk is filled: mounting a volume is not allowed here")
            impossible = [.diskFull]
        }
        let plan = ChaosPlan(seed: seed, duration: duration, pace: pace, without: impossible)
        return try await Pipeline.run(onVolume: impossible.isEmpty) { pipeline in
            defer {
                do { try pipeline.keepLogs(in: logs) } catch { journal.tell("the logs are not kept: \(error)") }
            }
            return try await run(plan, on: pipeline)
        }
    }

    private func run(_ plan: ChaosPlan, on pipeline: Pipeline) async throws -> ChaosReport {
        let proxies: [Store: TCPProxy] = [
            .redis: try await .start(to: pipeline.redis.port, latency: Self.latency),
            .postgres: try await .start(to: pipeline.postgres.port, latency: Self.latency),
        ]
        defer { for proxy in proxies.values { proxy.stop() } }
        let (ingestPort, profilePort) = (try freePort(), try freePort())
        let repository = try ConfigurationRepository()
        try repository.commit(Scene.batches(hot: 20, cold: 100).merging(Self.oneRequestAtATime) { $1 })
        var settings = Self.settings
        settings["CONFIG_REPO"] = repository.path
        settings["INGEST_PORT"] = "\(ingestPort)"
        settings["API_PORT"] = "\(profilePort)"
        settings["REDIS_PORT"] = proxies[.redis].map { "\($0.port)" }
        settings["POSTGRES_URL"] = proxies[.postgres].map {
            pipeline.postgres.connectionString.replacing("port=\(pipeline.postgres.port)", with: "port=\($0.port)")
        }
        let lifetime = duration + .seconds(3600)
        let token = try await pipeline.token(for: "chaos", .service, lifetime: lifetime)
        let api = "http://127.0.0.1:\(profilePort)/api/v1"
        let scene = Scene(
            pipeline: pipeline, fleet: try Fleet(pipeline, settings: settings, journal: journal), proxies: proxies,
            repository: repository,
            load: Load(url: "http://127.0.0.1:\(ingestPort)/api/v1/events", token: token, journal: journal),
            administrator: Administrator(
                url: "\(api)/users", token: try await pipeline.token(for: "admin", .admin, lifetime: lifetime),
                journal: journal), checkpoints: CheckpointWatch(pipeline, journal: journal), journal: journal)
        return try await Watchers(
            scene, probe: ProfileProbe(url: "\(api)/profiles/sim-0001", token: token, journal: journal)
        ).watch(seed: seed) { watchers in
            try await strike(plan, scene, watchers)
            return try await judge(scene, watchers)
        }
    }

    /// Lets every target have its strikes, one after the other, and waits until everything is well.
    private func strike(_ plan: ChaosPlan, _ scene: Scene, _ watchers: Watchers) async throws {
        journal.tell("everything runs; \(plan.strikes.count) faults follow")
        let start = ContinuousClock.now
        try await withThrowingTaskGroup { group in
            for (target, strikes) in plan.lanes {
                group.addTask {
                    try await onOwnThread("\(target)") {
                        for strike in strikes {
                            rest(start + strike.at - .now)
                            journal.tell("\(strike)")
                            try scene.carryOut(strike)
                            watchers.recoveries.healed(strike, at: .now)
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
        journal.tell("no more faults")
        try await soon("everything is well after the faults", deadline: Self.patience) {
            watchers.recoveries.unrecovered.isEmpty
        }
        journal.tell("everything is well")
    }
}

extension Strike: CustomStringConvertible {
    /// As it is told when it happens.
    package var description: String {
        let number = if case .process(_, let number) = target, number > 0 { " (the other one)" } else { "" }
        return "\(fault)\(number)" + (lasting == .zero ? "" : ", for \(Int(lasting / .milliseconds(1))) ms")
    }
}

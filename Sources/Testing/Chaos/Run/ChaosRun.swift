import Events
import Identity
import LocalServers
import TestSupport

/// Real processes on real servers under steady load, while a plan of faults strikes.
public struct ChaosRun: Sendable {
    /// Chooses the plan and the events.
    public let seed: UInt64
    /// No fault begins later than this.
    public let duration: Duration
    /// How fast faults follow each other.
    public let pace: ChaosPlan.Pace
    private let journal: Journal

    /// How long everything may take to be well again after the last fault; a busy machine is no failure.
    private static let patience = Duration.seconds(300)
    private static let stragglers = Duration.seconds(30)
    /// As if the stores were in another building: a fault nearly always finds a batch half done.
    private static let latency = Duration.milliseconds(10)
    private static let settings = [
        "HOT_BATCH_RECORDS": "20", "COLD_BATCH_RECORDS": "100", "API_REQUESTS_PER_SECOND": "0",
        "INGEST_REQUESTS_PER_SECOND": "0",
    ]

    /// - Parameter tell: gets a line at a time, from any thread.
    public init(
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
    public func run(keepingLogsIn logs: String) async throws -> ChaosReport {
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
        var settings = Self.settings
        settings["INGEST_PORT"] = "\(ingestPort)"
        settings["API_PORT"] = "\(profilePort)"
        settings["REDIS_PORT"] = proxies[.redis].map { "\($0.port)" }
        settings["POSTGRES_URL"] = proxies[.postgres].map {
            pipeline.postgres.connectionString.replacing("port=\(pipeline.postgres.port)", with: "port=\($0.port)")
        }
        let scene = Scene(
            pipeline: pipeline, fleet: try Fleet(pipeline, settings: settings, journal: journal), proxies: proxies,
            checkpoints: CheckpointWatch(pipeline, journal: journal))
        let token = try await pipeline.token(for: "chaos", .service, lifetime: duration + .seconds(3600))
        let ingest = "http://127.0.0.1:\(ingestPort)/api/v1/events"
        let profile = "http://127.0.0.1:\(profilePort)/api/v1/profiles/sim-0001"
        return try await Watchers(
            scene, load: Load(url: ingest, token: token, journal: journal),
            probe: ProfileProbe(url: profile, token: token, journal: journal), journal: journal
        ).watch(seed: seed) { watchers in
            try await strike(plan, scene, watchers)
            return try await judge(pipeline, watchers)
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

    /// Ends the load, waits for the rest of it, and checks what must hold.
    private func judge(_ pipeline: Pipeline, _ watchers: Watchers) async throws -> ChaosReport {
        try await watchers.endLoad()
        return try await onOwnThread("judge") {
            try eventually("everything is stored", deadline: Self.patience) {
                let end = try pipeline.logEnd(of: Topics.all)
                guard watchers.witness.ends.values.reduce(0, +) == end else { return false }
                return try pipeline.isHotDone() && pipeline.isColdDone() && end == pipeline.logEnd(of: Topics.all)
            }
            let check = try ArchiveCheck(pipeline, watchers.witness, watchers.load)
            // An insight that was held back may still be on its way; what is lost or doubled stays so.
            try? eventually(
                "the archive has what the log has", deadline: Self.stragglers,
                isTrue: { try ArchiveCheck.miscounts(pipeline, watchers.witness).isEmpty })
            let miscounts = try ArchiveCheck.miscounts(pipeline, watchers.witness)
            for violation in check.violations + miscounts { journal.violation(violation) }
            let verify = try pipeline.run(.verify, within: Self.patience)
            journal.tell(verify.output)
            if verify.exitCode != 0 { journal.violation("verify has exit code \(verify.exitCode ?? -1)") }
            return ChaosReport(watchers.recoveries, check, watchers.load, journal)
        }
    }
}

extension Strike: CustomStringConvertible {
    /// As it is told when it happens.
    public var description: String {
        let number = if case .process(_, let number) = target, number > 0 { " (the other one)" } else { "" }
        return "\(fault)\(number)" + (lasting == .zero ? "" : ", for \(Int(lasting / .milliseconds(1))) ms")
    }
}

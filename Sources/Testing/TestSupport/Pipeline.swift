import Events
import Foundation
import Identity
import Kafka
import LocalServers
import Postgres
import Redis
import Synchronization

/// A private Redis and migrated PostgreSQL, a private in-memory Kafka or a given broker, and the real processes that run on
/// them.
package final class Pipeline: Sendable {
    /// In this process; the others reach it over TCP. Nil where the log is a broker's.
    package let cluster: InMemoryCluster?
    /// Where the log is.
    package let bootstrapServers: String
    /// With an append-only file.
    package let redis: RedisServer
    /// With every migration applied.
    package let postgres: PostgresServer
    /// For the test's own records.
    package let producer: Producer
    /// What checkpoints name; another one in every cluster.
    package let clusterID: String
    /// Where PostgreSQL's files lie, if that is a volume of its own.
    package let volume: Volume?
    let directory: String
    private let processes = Mutex<[PipelineProcess]>([])

    /// Partitions of each topic of the in-memory cluster; few, so that every one of them gets records.
    ///
    /// The in-memory log drops what is older than 5 MiB in a partition: insights are large, so they have more.
    package static let partitions: [String: Int32] = [
        Topics.wellness: 4 * scale, Topics.activity: 4 * scale, Topics.vendor: 1, Topics.insights: 12 * scale,
        Topics.deadLetter: 2,
    ]
    /// For runs that keep more in the log.
    private static let scale = Int32(ProcessInfo.processInfo.environment["PULSEHUB_TEST_LOG_SCALE"] ?? "") ?? 1
    /// The topics that the stream processor reads.
    package static let inputs = [Topics.wellness, Topics.activity]
    /// One for all tests, so that all profiles carry the same commit.
    private static let configuration = Result { try ConfigurationRepository() }

    /// One pair for all tests, since to make one takes a while.
    static let issuer = Result { try TokenIssuer.generate() }
    var jwksFile: String { directory + "/jwks.json" }
    /// The public half of the key that signs ``token(for:_:lifetime:)``.
    package static var jwks: String { get throws { try issuer.get().jwks } }

    /// Runs the body with a pipeline of its own, and ends every process and server after it.
    ///
    /// - Parameters:
    ///   - broker: `host:port` of a broker that has the topics; nil starts an in-memory cluster.
    ///   - onVolume: puts PostgreSQL on a ``Volume`` of its own.
    package static func run<Value>(
        broker: String? = nil, onVolume: Bool = false, _ body: (Pipeline) async throws -> Value
    ) async throws -> Value {
        let pipeline = try Pipeline(broker: broker, onVolume: onVolume)
        defer { pipeline.stop() }
        return try await body(pipeline)
    }

    private init(broker: String?, onVolume: Bool) throws {
        // Short, because sockets lie in it.
        directory = FileManager.default.temporaryDirectory.path + "/pipeline-\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        let issuer = try Self.issuer.get()
        try issuer.jwks.write(toFile: directory + "/jwks.json", atomically: true, encoding: .utf8)
        // Where "pulsehub token" looks for it.
        _ = FileManager.default.createFile(
            atPath: directory + "/private-key.pem", contents: Data(issuer.privateKeyPEM.utf8),
            attributes: [.posixPermissions: 0o600])
        let cluster = broker == nil ? try InMemoryCluster.start(log: { _, _, _ in }) : nil
        for (topic, count) in Self.partitions { try cluster?.createTopic(topic, partitions: count) }
        self.cluster = cluster
        bootstrapServers = broker ?? cluster?.bootstrapServers ?? ""
        volume = onVolume ? try Volume(at: directory + "/postgres") : nil
        redis = try RedisServer.start(in: directory + "/redis")
        postgres = try PostgresServer.start(in: directory + "/postgres", durable: false)
        _ = try Migrations(directory: Checkout.path("db/migrations"))
            .apply(on: PostgresConnection(postgres.configuration))
        producer = try Producer(
            properties: ["bootstrap.servers": bootstrapServers], clientID: "test",
            deliveryTimeout: .seconds(30), log: { _, _, _ in })
        clusterID = producer.clusterID(deadline: .seconds(10)) ?? ""
    }

    private func stop() {
        for process in processes.withLock(\.self) { process.kill() }
        producer.close(deadline: .zero)
        postgres.stop()
        redis.stop()
        cluster?.stop()
        volume?.unmount()
        try? FileManager.default.removeItem(atPath: directory)
    }

    /// A new connection to Redis.
    package func openRedis() throws -> RedisConnection { try RedisConnection(redis.configuration) }

    /// A new connection to PostgreSQL, as superuser.
    package func openPostgres() throws -> PostgresConnection { try PostgresConnection(postgres.configuration) }

    /// What points a process here; `settings` are environment variables without their `PULSEHUB_`.
    ///
    /// Sessions are short, because the partitions of a killed process are free only after its session.
    package func environment(_ settings: [String: String] = [:]) throws -> [String: String] {
        var variables = [
            "CONFIG_REPO": try Self.configuration.get().path,
            "KAFKA_BOOTSTRAP_SERVERS": bootstrapServers, "REDIS_PORT": "\(redis.port)",
            "REDIS_PASSWORD": redis.password,
            "POSTGRES_URL": postgres.connectionString, "HOT_SESSION_TIMEOUT": "6s", "HOT_DRAIN_DEADLINE": "3s",
            "COLD_SESSION_TIMEOUT": "6s", "COLD_DRAIN_DEADLINE": "3s", "HOT_ACTIVITY_INTERVAL": "1s",
            "COLD_BATCH_WAIT": "20ms", "HOT_ADMIN_PORT": "0", "COLD_ADMIN_PORT": "0", "API_ADMIN_PORT": "0",
            "INGEST_ADMIN_PORT": "0", "AUTH_JWKS_FILE": jwksFile,
        ]
        // Nobody is to wait for members of a group that an earlier test killed.
        if cluster == nil { variables["KAFKA_GROUP_PREFIX"] = (directory as NSString).lastPathComponent }
        variables.merge(settings) { $1 }
        // One or the other.
        if settings["AUTH_JWKS_URL"] != nil { variables["AUTH_JWKS_FILE"] = nil }
        var environment = Dictionary(uniqueKeysWithValues: variables.map { ("PULSEHUB_\($0.key)", $0.value) })
        environment["PATH"] = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"
        environment["HOME"] = directory
        return environment
    }

    /// Starts a process in the environment of these settings.
    package func start(
        _ role: PipelineProcess.Role, _ settings: [String: String] = [:], arguments: [String] = []
    ) throws -> PipelineProcess {
        let environment = try environment(settings)
        let process = try processes.withLock { processes in
            let process = try PipelineProcess(
                role, arguments, environment: environment, log: "\(directory)/\(role.rawValue)-\(processes.count).log")
            processes.append(process)
            return process
        }
        return process
    }

    /// Runs a command to its end.
    ///
    /// - Returns: its exit code, nil if it did not end in time, and what it printed.
    package func run(
        _ role: PipelineProcess.Role, _ arguments: [String] = [], within deadline: Duration = .seconds(90)
    ) throws -> (exitCode: Int32?, output: String) {
        let process = try start(role, arguments: arguments)
        _ = process.waitForEnd(within: deadline)
        return (process.exitCode, process.log)
    }

    /// Throws if a process has ended by itself with an error: nothing is worth waiting for then.
    package func checkAlive() throws {
        for process in processes.withLock(\.self) where process.role.isService {
            guard let code = process.exitCode, code != 0 else { continue }
            throw TimedOut(
                description: "\(process.role.rawValue) ended with exit code \(code): \(process.log.suffix(3000))")
        }
    }

    /// The end of every log, to explain a failed test.
    package var logs: String {
        processes.withLock(\.self).map { process in
            "\(process.role.rawValue): …\(process.log.suffix(1500))"
        }.joined(separator: "\n")
    }

    /// Copies every log of the processes and of both servers, since they go with the pipeline.
    package func keepLogs(in target: String) throws {
        let files = FileManager.default
        try? files.removeItem(atPath: target)
        try files.createDirectory(atPath: target, withIntermediateDirectories: true)
        let own = try files.contentsOfDirectory(atPath: directory).filter { $0.hasSuffix(".log") }
        for name in own + ["redis/redis.log", "postgres/postgres.log"] {
            let source = "\(directory)/\(name)"
            try files.copyItem(atPath: source, toPath: "\(target)/\(source.split(separator: "/").last ?? "")")
        }
    }

    /// Produces records in their order, and waits until the broker has them all.
    @discardableResult
    package func produce(_ records: [ProducerRecord]) throws -> [Delivery] {
        try producer.sendAndWait(records, deadline: .seconds(60))
    }
}

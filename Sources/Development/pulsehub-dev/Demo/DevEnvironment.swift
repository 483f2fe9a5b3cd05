import Assembly
import Foundation
import Identity
import Kafka
import LocalServers
import Logging
import Postgres
import PrivateFiles
import Settings
import Streaming
import Terminal

/// The private servers of `dev` and `demo`: started together, stopped together.
final class DevEnvironment: Sendable {
    let directory: String
    let cluster: InMemoryCluster
    let redis: RedisServer
    let postgres: PostgresServer
    /// The pair that signs bearer tokens here.
    let keys: KeyFiles
    private let isTemporary: Bool

    private init(
        directory: String, isTemporary: Bool, keys: KeyFiles, cluster: InMemoryCluster, redis: RedisServer,
        postgres: PostgresServer
    ) {
        self.keys = keys
        self.directory = directory
        self.isTemporary = isTemporary
        self.cluster = cluster
        self.redis = redis
        self.postgres = postgres
    }

    /// Starts everything: topics made, database migrated.
    ///
    /// The in-memory log does not outlive the process, so neither may the checkpoints: a directory that was used
    /// before is refused.
    static func start(
        directory: String?, topics: String?, migrations: String?, partitions: Int32? = nil
    ) throws -> DevEnvironment {
        // Absolute: the servers work in directories of their own, and dev.env is read from anywhere.
        let path =
            directory.map { URL(filePath: $0).standardizedFileURL.path }
            ?? FileManager.default.temporaryDirectory.path + "/pulsehub-\(UUID().uuidString.prefix(8))"
        if FileManager.default.fileExists(atPath: path + "/postgres") {
            throw DevError(
                "\(path) was used before: its checkpoints belong to a Kafka log that is gone. "
                    + "Remove it, or name another --directory")
        }
        try makeRunDirectory(path)
        let definitions = try TopicCatalog.load(ProjectFiles.directory("topics", given: topics, option: "--topics"))
        let sql = try Migrations(
            directory: ProjectFiles.directory("db/migrations", given: migrations, option: "--migrations"))
        let keys = KeyFiles(in: path + "/keys")
        try keys.create()
        let cluster = try InMemoryCluster.start(log: KafkaJournal(Logger(label: "kafka")).log)
        for topic in definitions {
            try cluster.createTopic(topic.name, partitions: partitions ?? Int32(topic.partitions))
        }
        let redis = try RedisServer.start(in: path + "/redis")
        let postgres: PostgresServer
        do { postgres = try PostgresServer.start(in: path + "/postgres") } catch {
            redis.stop()
            throw error
        }
        let environment = DevEnvironment(
            directory: path, isTemporary: directory == nil, keys: keys, cluster: cluster, redis: redis,
            postgres: postgres)
        do {
            _ = try sql.apply(on: try PostgresConnection(postgres.configuration))
            // Passwords stand in it.
            unlink(path + "/dev.env")
            try PrivateFile.create(path + "/dev.env", environment.environmentFile)
        } catch {
            environment.stop()
            throw error
        }
        return environment
    }

    /// Nobody else looks into it. One that is there already keeps its permissions: everything in it has its own.
    private static func makeRunDirectory(_ path: String) throws {
        if FileManager.default.fileExists(atPath: path) { return }
        try makePrivateDirectory(path)
        // PostgreSQL does not run as root, and must reach its own directory in this one.
        guard geteuid() == 0, let user = getpwnam("postgres") else { return }
        guard chown(path, 0, user.pointee.pw_gid) == 0, chmod(path, 0o710) == 0 else {
            throw DevError("cannot let the user postgres into \(path): \(String(cString: strerror(errno)))")
        }
    }

    /// Ends the servers; a temporary directory goes with them.
    func stop() {
        postgres.stop()
        redis.stop()
        cluster.stop()
        if isTemporary { try? FileManager.default.removeItem(atPath: directory) }
    }

    /// What tokens say here, so that they count nowhere else.
    private static let expectations = TokenExpectations(issuer: "pulsehub-dev", audience: "pulsehub")

    /// A token for a day.
    func token(of subject: String, _ role: Role) async throws -> String {
        try await keys.issuer().token(
            for: subject, roles: [role], lifetime: .seconds(86_400), Self.expectations, now: Assembly.now())
    }

    /// What points processes here, as settings.
    var overrides: [(key: String, value: String)] {
        [
            ("kafka.bootstrapServers", cluster.bootstrapServers), ("redis.host", "127.0.0.1"),
            ("redis.port", String(redis.port)), ("redis.password", redis.password),
            ("postgres.url", postgres.connectionString),
            ("auth.issuer", Self.expectations.issuer), ("auth.audience", Self.expectations.audience),
            ("auth.jwksFile", keys.jwks),
        ]
    }

    /// So that a process that is killed and started again reads within five seconds.
    ///
    /// The in-memory cluster forgets a dead member at the first whole second after its session, and each join takes a second less
    /// than a session. A join that is over before the dead member is forgotten has to be begun again, hence the delay. The first
    /// join of a group takes three seconds, which a session must outlast.
    private static let groups = [
        ("kafka.joinDelay", "1700ms"),
        ("hot.sessionTimeout", "3100ms"), ("hot.drainDeadline", "1500ms"),
        ("cold.sessionTimeout", "3100ms"), ("cold.drainDeadline", "1500ms"),
    ]

    /// What points processes here, as environment variables.
    var variables: [(name: String, value: String)] { Self.variables(overrides) }

    private var environmentFile: String {
        Self.variables(overrides + Self.groups).map { "export \($0.name)='\($0.value)'\n" }.joined()
    }

    private static func variables(_ settings: [(key: String, value: String)]) -> [(name: String, value: String)] {
        settings.compactMap { setting in
            SettingsSchema.environmentName(of: setting.key).map { ($0, setting.value) }
        }
    }

    /// Where everything is, and how to speak for somebody here.
    var summary: String {
        """
        kafka      \(cluster.bootstrapServers)  (in memory: at most 5 MiB per partition, gone when this process ends)
        redis      127.0.0.1:\(redis.port)
        postgres   127.0.0.1:\(postgres.port)  user postgres, database postgres
        files      \(directory)  (passwords in dev.env, for you alone)
        a token    . \(directory)/dev.env && \(ProgramName.current) token --subject ana --role athlete
        Ctrl-C stops everything.
        """
    }
}

/// The local servers cannot be started as asked.
struct DevError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

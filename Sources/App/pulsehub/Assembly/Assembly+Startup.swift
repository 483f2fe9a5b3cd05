import ArgumentParser
import Blocking
import Hot
import Kafka
import Postgres
import Redis
import Settings
import Synchronization

extension Assembly {
    func startup(_ servers: [RequiredServer]) -> Startup {
        Startup(servers, timeout: settings[\.process.startupTimeout], logger: logger)
    }

    /// For commands that send: waits until a broker answers, and says so meanwhile.
    func waitForKafka(_ patience: Duration) async throws {
        let startup = Startup(
            [try kafkaServer([])], timeout: patience, setting: "--patience, or else producer.patience,", logger: logger)
        do { try await startup.wait() } catch let error as StartupTimedOut {
            writeError("Error: \(error)")
            throw ExitCode(StartupTimedOut.exitCode)
        }
    }

    /// The brokers, with topics that nobody makes on the way.
    func kafkaServer(_ topics: [String]) throws -> RequiredServer {
        let properties = try kafkaProperties()
        return RequiredServer(
            name: "Kafka", address: settings[\.kafka.bootstrapServers],
            cure: "Start it, or set kafka.bootstrapServers to where it is",
            ask: {
                try await onOwnThread {
                    let complaint = KafkaComplaint()
                    let admin = try Admin(properties: properties, clientID: "pulsehub-startup") { level, _, text in
                        if level <= 3 { complaint.note(text) }
                    }
                    let found: Set<String>
                    do throws(KafkaError) { found = Set(try admin.topics(timeout: .seconds(2)).map(\.name)) } catch {
                        throw KafkaUnreachable(error: error, complaint: complaint.last)
                    }
                    let absent = topics.filter { !found.contains($0) }
                    guard absent.isEmpty else { throw TopicsMissing(names: absent) }
                }
            })
    }

    /// - Parameter keepsAll: whether it must be set up to drop nothing.
    func redisServer(keepsAll: Bool = false) throws -> RequiredServer {
        let configuration = try redis()
        return RequiredServer(
            name: "Redis", address: configuration.address,
            cure: "Start it, or set redis.host and redis.port, or redis.unixSocket, to where it is",
            ask: {
                try await onOwnThread {
                    let connection = try RedisConnection(configuration)
                    try connection.command("PING")
                    if keepsAll { try EvictingRedis.check(connection) }
                }
            },
            isPassing: { !($0 is EvictingRedis) && ($0 as? RedisError)?.isRetriable ?? true })
    }

    func postgresServer() throws -> RequiredServer {
        var configuration = try postgres()
        configuration.connectTimeout = .seconds(2)
        let (address, asked) = (try configuration.address, configuration)
        return RequiredServer(
            name: "PostgreSQL", address: address, cure: "Start it, or set postgres.url to where it is",
            ask: { try await onOwnThread { _ = try PostgresConnection(asked) } },
            isPassing: { ($0 as? PostgresError)?.isRetriable ?? true })
    }

    /// For readers, to whom one is enough.
    func redisOrPostgres() throws -> RequiredServer {
        let (redis, postgres) = (try redisServer(), try postgresServer())
        return RequiredServer(
            name: "Redis or PostgreSQL", address: "\(redis.address) or \(postgres.address)",
            cure: "\(redis.cure). \(postgres.cure)",
            ask: {
                do { try await redis.ask() } catch let first {
                    do { try await postgres.ask() } catch { throw NeitherStore(redis: first, postgres: error) }
                }
            })
    }
}

private struct TopicsMissing: Error, CustomStringConvertible {
    let names: [String]

    var description: String {
        "it has no topic \(names.joined(separator: ", ")): run \"pulsehub topics apply\""
    }
}

private struct NeitherStore: Error, CustomStringConvertible {
    let redis: any Error
    let postgres: any Error

    var description: String { "\(redis); \(postgres)" }
}

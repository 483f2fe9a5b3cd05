import ArgumentParser
import Blocking
import Hot
import Kafka
import Postgres
import Redis
import Settings
import Synchronization
import Terminal

extension Assembly {
    func startup(_ servers: [RequiredServer]) -> Startup {
        Startup(servers, timeout: settings[\.process.startupTimeout], logger: logger)
    }

    /// For commands that send: waits until a broker answers, and says so meanwhile.
    package func waitForKafka(_ patience: Duration) async throws {
        let startup = Startup(
            [try kafkaServer([])], timeout: patience, setting: "--patience, or else producer.patience,", logger: logger)
        do { try await startup.wait() } catch let error as StartupTimedOut {
            writeError("Error: \(error)")
            throw ExitCode(StartupTimedOut.exitCode)
        }
    }

    /// For commands that look once: throws where no broker answers now, with cause and cure.
    package func needKafka() async throws {
        do { try await kafkaServer([]).ask() } catch let error as KafkaUnreachable {
            throw error.at(settings[\.kafka.bootstrapServers])
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
                    let admin = try Admin(
                        properties: properties, clientID: "pulsehub-startup", log: complaint.log)
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
            ask: { try await onOwnThread { try TablesMissing.check(try PostgresConnection(asked)) } },
            isPassing: { !($0 is TablesMissing) && ($0 as? PostgresError)?.isRetriable ?? true })
    }

    /// For readers, to whom one is enough; a database that is there must have its tables, or every request would fail.
    func redisOrPostgres() throws -> RequiredServer {
        let (redis, postgres) = (try redisServer(), try postgresServer())
        return RequiredServer(
            name: "Redis or PostgreSQL", address: "\(redis.address) or \(postgres.address)",
            cure: "\(redis.cure). \(postgres.cure)",
            ask: {
                var failure: (any Error)?
                do { try await postgres.ask() } catch let error as TablesMissing { throw error } catch {
                    failure = error
                }
                do { try await redis.ask() } catch let first {
                    if let failure { throw NeitherStore(redis: first, postgres: failure) }
                }
            },
            isPassing: { !($0 is TablesMissing) })
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

import Foundation
import LocalServers
import Postgres
import Redis
import Testing

@Suite("The private servers")
struct PrivateServerTests {
    private static func mode(_ path: String) throws -> Int {
        try #require(FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int)
    }

    @Test("let nobody in without the password, which only their owner can read, and know it again after a restart")
    func redis() async throws {
        try await withDirectory { directory in
            let server = try RedisServer.start(in: directory + "/redis")
            defer { server.stop() }
            let stranger = try RedisConnection(RedisConfiguration(port: server.port))
            #expect {
                try stranger.command("CONFIG", "GET", "dir")
            } throws: {
                "\($0)".contains("NOAUTH")
            }
            #expect(throws: RedisError.self) {
                try RedisConnection(RedisConfiguration(port: server.port, password: "guess"))
            }
            #expect(try RedisConnection(server.configuration).command("PING").asString == "PONG")
            for file in ["password", "redis.conf"] { #expect(try Self.mode("\(server.directory)/\(file)") == 0o600) }
            #expect(try Self.mode(server.directory) == 0o700)
            try server.restart()
            #expect(try RedisConnection(server.configuration).command("PING").asString == "PONG")
        }
    }

    @Test("let no superuser run programs who does not know the password")
    func postgres() async throws {
        try await withPostgres { server in
            let open = "host=127.0.0.1 port=\(server.port) user=postgres dbname=postgres"
            let socket = "host=\(server.directory) port=\(server.port) user=postgres dbname=postgres"
            for string in [open, open + " password=guess", socket] {
                #expect(throws: PostgresError.self) {
                    try PostgresConnection(PostgresConfiguration(connectionString: string))
                }
            }
            _ = try PostgresConnection(server.configuration)
            let mode = try Self.mode(server.directory + "/password")
            #expect(mode == 0o600)
        }
    }
}

import LocalServers
import Redis
import Testing

@Suite("A Redis connection")
struct RedisConnectionTests {
    @Test("answers a pipeline in order, refusals as values among the replies")
    func pipeline() async throws {
        try await withRedis { server in
            let connection = try RedisConnection(server.configuration)
            for number in 0..<5_000 { try connection.append(["RPUSH", "list", RedisArgument(number)]) }
            try connection.append(["INCR", "list"])
            try connection.append(["LLEN", "list"])
            try connection.flush()
            #expect(connection.pendingReplies == 5_002)
            for number in 0..<5_000 { #expect(try connection.reply() == .integer(Int64(number + 1))) }
            #expect(try connection.reply().asError?.prefix == "WRONGTYPE")
            #expect(try connection.reply() == .integer(5_000))
            #expect(connection.pendingReplies == 0)
        }
    }

    @Test("carries any bytes, empty ones and a megabyte included")
    func binary() async throws {
        try await withRedis { server in
            let connection = try RedisConnection(server.configuration)
            let large = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
            for value in [[], [0], Array("\r\n$3\r\n".utf8), Array(0...255), large] {
                try connection.command("SET", .bytes([0, 13, 10, 255]), .bytes(value))
                #expect(try connection.command("GET", .bytes([0, 13, 10, 255])).asBytes == value)
            }
            #expect(try connection.command("GET", "absent").isNull)
        }
    }

    @Test("works over a Unix socket with a password and a database, and says so when the password is wrong")
    func authentication() async throws {
        try await withRedis { server in
            try RedisConnection(server.configuration).command("CONFIG", "SET", "requirepass", "geheim")
            var configuration = server.configuration
            configuration.unixSocket = server.unixSocket
            configuration.password = "geheim"
            configuration.database = 3
            let connection = try RedisConnection(configuration)
            try connection.command("SET", "a", "b")
            #expect(try connection.command("INFO", "keyspace").asString?.contains("db3:keys=1") == true)
            configuration.password = "falsch"
            let error = try #require(throws: RedisError.self) { try RedisConnection(configuration) }
            #expect(error.prefix == "WRONGPASS" && !error.isRetriable && !error.description.contains("falsch"))
        }
    }

    @Test("a transaction whose watched key was changed by another does nothing")
    func optimisticTransaction() async throws {
        try await withRedis { server in
            let (one, other) = (try RedisConnection(server.configuration), try RedisConnection(server.configuration))
            try one.command("WATCH", "checkpoint")
            try other.command("SET", "checkpoint", "9")
            try one.command("MULTI")
            #expect(try one.command("SET", "checkpoint", "1") == .status("QUEUED"))
            #expect(try one.command("EXEC").isNull)
            #expect(try other.command("GET", "checkpoint").asInteger == 9)
        }
    }

    @Test("is dead for good after the server died, and a connector replaces it when the server is back")
    func death() async throws {
        try await withRedis { server in
            let connection = try RedisConnection(server.configuration)
            try connection.command("SET", "kept", "1")
            try connection.append(["GET", "kept"])
            server.stop()
            for _ in 0..<3 {
                let error = try #require(throws: RedisError.self) { try connection.reply() }
                #expect(error.code == .connection && error.isRetriable)
            }
            #expect(!connection.isUsable)
            #expect(throws: RedisError.self) { try connection.append(["GET", "kept"]) }

            let connector = RedisConnector(server.configuration)
            var failures = 0
            let replacement = try connector.connect { _ in
                failures += 1
                if failures == 3 { try? server.restart() }
                return true
            }
            #expect(failures >= 3)
            #expect(try replacement.command("GET", "kept").asString == "1")
        }
    }

    @Test("gives up waiting for a silent server after the command timeout")
    func timeout() async throws {
        try await withRedis { server in
            var configuration = server.configuration
            configuration.commandTimeout = .milliseconds(100)
            let connection = try RedisConnection(configuration)
            let error = try #require(throws: RedisError.self) { try connection.command("BLPOP", "never", "0") }
            #expect(error.code == .timeout && !connection.isUsable)
        }
    }
}

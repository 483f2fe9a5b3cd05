import Foundation
import LocalServers
import Postgres
import Redis

/// Runs the body with a directory of its own and removes it afterwards.
func withDirectory<Value>(_ body: (String) async throws -> Value) async throws -> Value {
    let directory = FileManager.default.temporaryDirectory.appendingPathComponent("stores-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: directory) }
    return try await body(directory)
}

/// Runs the body with a private Redis.
func withRedis(_ body: (RedisServer) async throws -> Void) async throws {
    try await withDirectory { directory in
        let server = try RedisServer.start(in: directory)
        defer { server.stop() }
        try await body(server)
    }
}

/// Runs the body with a private PostgreSQL.
func withPostgres(_ body: (PostgresServer) async throws -> Void) async throws {
    try await withDirectory { directory in
        let server = try PostgresServer.start(in: directory, durable: false)
        defer { server.stop() }
        try await body(server)
    }
}

/// Asks again and again until the answer is yes; false after half a minute.
func eventually(_ condition: () async throws -> Bool) async rethrows -> Bool {
    let end = ContinuousClock.now + .seconds(30)
    while ContinuousClock.now < end {
        if try await condition() { return true }
        await Task.yield()
    }
    return false
}

import Access
import Foundation
import HTTPKit
import Identity
import LocalServers
import Logging
import Postgres
import Redis
import TestSupport
import Testing

let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
let patience = Duration.seconds(20)

/// A private PostgreSQL of this build's schema, and the directory over it.
struct AccessStore {
    let server: PostgresServer
    let pool: PostgresPool
    var directory: PostgresAccessDirectory { PostgresAccessDirectory(pool) }

    func connect() throws -> PostgresConnection { try PostgresConnection(server.configuration) }

    /// The team `first` with the coach and the athletes.
    func team(coach: String, athletes: [String]) async throws -> TeamID {
        let team = try TeamID("first")
        #expect(try await directory.create(Team(id: team, name: "First"), within: patience))
        #expect(try await directory.put(UserID(coach), as: .coach, in: team, within: patience) == .done)
        for athlete in athletes {
            #expect(try await directory.put(UserID(athlete), as: .athlete, in: team, within: patience) == .done)
        }
        return team
    }
}

func withAccessStore(_ body: (AccessStore) async throws -> Void) async throws {
    try await withTemporaryDirectory { directory in
        let server = try PostgresServer.start(in: directory, durable: false)
        defer { server.stop() }
        let connection = try PostgresConnection(server.configuration)
        _ = try Migrations(directory: Checkout.path("db/migrations")).apply(on: connection)
        let pool = PostgresPool(server.configuration, limits: .init(connections: 2))
        defer { pool.shutdown() }
        try await body(AccessStore(server: server, pool: pool))
    }
}

func withTemporaryDirectory(_ body: (String) async throws -> Void) async throws {
    let directory = FileManager.default.temporaryDirectory.appendingPathComponent("access-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: directory) }
    try await body(directory)
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

import Identity
import Profiles
import Redis
import Streaming

/// Live profiles in the hashes `profile:<user id>`; the client coalesces concurrent reads into one round trip.
package struct RedisProfileStore: ProfileStore {
    private let client: RedisClient

    /// The client stays the caller's, who shuts it down.
    package init(_ client: RedisClient) { self.client = client }

    /// One `HMGET`.
    package func read(
        _ parts: [ProfilePart], of user: UserID, within deadline: Duration
    ) async throws -> ProfileParts {
        let replies = try await client.run([Self.command(parts, of: user)], deadline: deadline)
        return try replies.first.map { try Self.documents(of: parts, in: $0) } ?? [:]
    }

    /// One `HGETALL`: a few kilobytes, decoded whole.
    package func wellness(of user: UserID, within deadline: Duration) async throws -> WellnessProfile? {
        let command: [RedisArgument] = ["HGETALL", .string(LiveProfileKeys.profile(user.text))]
        return try Self.profile(await client.run([command], deadline: deadline).first)
    }

    /// As many `HMGET`s in one pipeline.
    package func read(
        _ parts: [ProfilePart], of users: [UserID], within deadline: Duration
    ) async throws -> [UserID: ProfileParts] {
        let replies = try await client.run(users.map { Self.command(parts, of: $0) }, deadline: deadline)
        var found: [UserID: ProfileParts] = [:]
        for (user, reply) in zip(users, replies) {
            let documents = try Self.documents(of: parts, in: reply)
            if !documents.isEmpty { found[user] = documents }
        }
        return found
    }

    private static func command(_ parts: [ProfilePart], of user: UserID) -> [RedisArgument] {
        var command: [RedisArgument] = []
        command.reserveCapacity(2 + parts.count)
        command.append("HMGET")
        command.append(.string(LiveProfileKeys.profile(user.text)))
        for part in parts { command.append(.string(part.rawValue)) }
        return command
    }

    private static func documents(of parts: [ProfilePart], in reply: RedisReply) throws -> ProfileParts {
        guard let values = try reply.checked().asArray, values.count == parts.count else {
            throw RedisError(.protocolViolation, "HMGET was not answered by \(parts.count) values")
        }
        var documents = ProfileParts()
        for (part, value) in zip(parts, values) {
            if let document = value.asBytes { documents[part] = document }
        }
        return documents
    }

    /// As many `HGETALL`s in one pipeline.
    package func wellness(of users: [UserID], within deadline: Duration) async throws -> [UserID: WellnessProfile] {
        let replies = try await client.run(
            users.map { ["HGETALL", .string(LiveProfileKeys.profile($0.text))] }, deadline: deadline)
        var found: [UserID: WellnessProfile] = [:]
        for (user, reply) in zip(users, replies) {
            do { found[user] = try Self.profile(reply) } catch is UnreadableState { continue }
        }
        return found
    }

    private static func profile(_ reply: RedisReply?) throws -> WellnessProfile? {
        let fields = try reply?.checked().asFields ?? []
        let profile: WellnessProfile
        do throws(StateError) { profile = try WellnessProfile(fields: fields) } catch {
            throw UnreadableState(reason: error)
        }
        return profile == WellnessProfile() ? nil : profile
    }

    /// As many `EXISTS`, each of one key, in one pipeline.
    package func known(_ users: [UserID], within deadline: Duration) async throws -> Set<UserID> {
        let replies = try await client.run(
            users.map { ["EXISTS", .string(LiveProfileKeys.profile($0.text))] }, deadline: deadline)
        return Set(try zip(users, replies).compactMap { try $1.checked().asInteger == 1 ? $0 : nil })
    }

    /// A server that is still loading its data refuses `PING` and so counts as away.
    package func ping(within deadline: Duration) async throws {
        _ = try await client.run([["PING"]], deadline: deadline).first?.checked()
    }
}

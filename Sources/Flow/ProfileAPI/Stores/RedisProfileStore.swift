import Identity
import Profiles
import Redis

/// Live profiles in the hashes `profile:<user id>`; the client coalesces concurrent reads into one round trip.
public struct RedisProfileStore: ProfileStore {
    private let client: RedisClient

    /// The client stays the caller's, who shuts it down.
    public init(_ client: RedisClient) { self.client = client }

    /// One `HMGET`.
    public func read(
        _ parts: [ProfilePart], of user: UserID, within deadline: Duration
    ) async throws -> ProfileParts {
        let command: [RedisArgument] = ["HMGET", .string("profile:" + user.text)] + parts.map { .string($0.rawValue) }
        let reply = try await client.run([command], deadline: deadline).first?.checked()
        guard let values = reply?.asArray, values.count == parts.count else {
            throw RedisError(.protocolViolation, "HMGET was not answered by \(parts.count) values")
        }
        var documents = ProfileParts()
        for (part, value) in zip(parts, values) { documents[part] = value.asBytes }
        return documents
    }

    /// One `HGETALL`: a few kilobytes, decoded whole.
    public func wellness(of user: UserID, within deadline: Duration) async throws -> WellnessProfile? {
        let command: [RedisArgument] = ["HGETALL", .string("profile:" + user.text)]
        let reply = try await client.run([command], deadline: deadline).first?.checked()
        let profile: WellnessProfile
        do throws(StateError) { profile = try WellnessProfile(fields: (reply ?? .null).asFields) } catch {
            throw UnreadableState(reason: error)
        }
        return profile == WellnessProfile() ? nil : profile
    }

    /// A server that is still loading its data refuses `PING` and so counts as away.
    public func ping(within deadline: Duration) async throws {
        _ = try await client.run([["PING"]], deadline: deadline).first?.checked()
    }
}

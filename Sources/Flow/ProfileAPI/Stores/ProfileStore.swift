/// A part of a live profile; the raw value names its Redis field, its row in PostgreSQL and its member in the API.
public enum ProfilePart: String, Sendable, CaseIterable {
    case readiness, wellness, activity
}

/// Finished JSON documents of the parts that exist, byte for byte as the stream processor wrote them.
public typealias ProfileParts = [ProfilePart: [UInt8]]

/// Where live profiles can be read.
public protocol ProfileStore: Sendable {
    /// Those of the parts that are stored; empty for an unknown user.
    ///
    /// - Parameter deadline: after it an error must be thrown, not an empty result.
    /// - Throws: any error means that the store could not answer, and says nothing about the user.
    func read(_ parts: [ProfilePart], of user: UserID, within deadline: Duration) async throws -> ProfileParts

    /// Throws unless the store answers in time.
    func ping(within deadline: Duration) async throws
}

/// Which store an answer came from, as the API says in `X-PulseHub-Source`.
public enum ProfileSource: String, Sendable, CaseIterable {
    case redis, postgres
}

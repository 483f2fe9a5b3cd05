import Events
import Identity
import Profiles

/// A part of a live profile; the raw value names its Redis field, its row in PostgreSQL and its member in the API.
package enum ProfilePart: String, Sendable, CaseIterable {
    case readiness, wellness, activity
}

/// Finished JSON documents of the parts that exist, byte for byte as the stream processor wrote them.
package struct ProfileParts: Sendable, Equatable {
    private var readiness: [UInt8]?
    private var wellness: [UInt8]?
    private var activity: [UInt8]?

    /// None.
    package init() {}

    /// A part's document; nil where it does not exist.
    package subscript(part: ProfilePart) -> [UInt8]? {
        get {
            switch part {
            case .readiness: readiness
            case .wellness: wellness
            case .activity: activity
            }
        }
        set {
            switch part {
            case .readiness: readiness = newValue
            case .wellness: wellness = newValue
            case .activity: activity = newValue
            }
        }
    }

    /// Those of the parts that are named.
    package func only(_ parts: [ProfilePart]) -> ProfileParts {
        var some = ProfileParts()
        for part in parts { some[part] = self[part] }
        return some
    }

    /// Whether no part exists.
    package var isEmpty: Bool { readiness == nil && wellness == nil && activity == nil }
}

extension ProfileParts: ExpressibleByDictionaryLiteral {
    /// `[.readiness: bytes]`
    package init(dictionaryLiteral elements: (ProfilePart, [UInt8])...) {
        for (part, document) in elements { self[part] = document }
    }
}

/// Where live profiles can be read.
///
/// Of every method holds: after the deadline an error must be thrown, not an empty result. Any error means that the
/// store could not answer and says nothing about the user, except for ``UnreadableState``.
package protocol ProfileStore: Sendable {
    /// Those of the parts that are stored; empty for an unknown user.
    func read(_ parts: [ProfilePart], of user: UserID, within deadline: Duration) async throws -> ProfileParts

    /// The rows from which a date can be scored, at least those that the live fold holds; nil for an unknown user.
    func wellness(of user: UserID, within deadline: Duration) async throws -> WellnessProfile?

    /// The same of many users in one round trip; who has none of the parts is left out.
    func read(
        _ parts: [ProfilePart], of users: [UserID], within deadline: Duration
    ) async throws -> [UserID: ProfileParts]

    /// The same of many users in one round trip; those unknown, and those whose state is unreadable, are left out.
    func wellness(of users: [UserID], within deadline: Duration) async throws -> [UserID: WellnessProfile]

    /// Those of the users of whom anything is stored, be it only their settings; one round trip.
    func known(_ users: [UserID], within deadline: Duration) async throws -> Set<UserID>

    /// Throws unless the store answers in time.
    func ping(within deadline: Duration) async throws
}

/// Where nothing is forgotten: its ``ProfileStore/wellness(of:within:)`` has every row that ever came.
package protocol ProfileArchive: ProfileStore {
    /// How the score of a date changed, newest first and at most 100.
    func revisions(of user: UserID, on date: CivilDate, within deadline: Duration) async throws -> [ScoreRevision]
}

/// A user's stored state is damaged. The store itself is well: others can be read.
package struct UnreadableState: Error, CustomStringConvertible {
    /// What is wrong with it.
    package let reason: StateError
    /// For the log.
    package var description: String { "\(reason)" }
}

/// Which store an answer came from, as the API says in `X-PulseHub-Source`.
package enum ProfileSource: String, Sendable, CaseIterable {
    case redis, postgres
}

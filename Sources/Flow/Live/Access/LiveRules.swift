import Access
import HTTPKit
import Identity

/// What ``Access`` decides for streams, each rule by itself so that it can be replaced.
public struct LiveRules: Sendable {
    /// The people that a stream is about, with what may be shown of each.
    var decide: @Sendable (LiveScope, CallerContext, Deadline) async throws(Problem) -> [Visibility]
    /// Moves whenever a decision may have changed.
    var generation: @Sendable (Deadline) async throws(Problem) -> Int64
    /// What a person wants to be told of.
    var alerts: @Sendable (UserID, Deadline) async throws(Problem) -> AlertPreferences

    /// The rules of everybody's data.
    public init(_ access: Access) {
        decide = { scope, context, end throws(Problem) in
            switch scope {
            case .own(let user), .person(let user):
                [try await access.read(Signal.all, of: user, in: context, until: end)]
            case .team(let team):
                try await access.team(team, in: context, until: end)
            }
        }
        generation = { end throws(Problem) in try await access.generation(until: end) }
        alerts = { user, end throws(Problem) in try await access.alerts(of: user, until: end) }
    }
}

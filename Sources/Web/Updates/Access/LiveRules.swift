import Access
import HTTPKit
import Identity

/// What ``Access`` decides for streams, each rule by itself so that it can be replaced.
package struct LiveRules: Sendable {
    /// The people that a stream is about, with what may be shown of each.
    var decide: @Sendable (LiveScope, CallerContext, Deadline) async throws(Problem) -> [Visibility]
    /// Records what is about to be shown, as one look; where it throws nothing may be shown.
    var record: @Sendable ([Look.Shown], LiveScope, CallerContext) throws(Problem) -> Void
    /// Moves whenever a decision or a preference may have changed.
    var generation: @Sendable (Deadline) async throws(Problem) -> AccessGeneration
    /// What a person wants to be told of.
    var alerts: @Sendable (UserID, Deadline) async throws(Problem) -> AlertPreferences

    /// The rules of everybody's data.
    package init(_ access: Access) {
        decide = { scope, context, end throws(Problem) in
            switch scope {
            case .own(let user), .person(let user):
                [try await access.decide(on: user, in: context, until: end)]
            case .team(let team):
                try await access.view(of: TeamID(team), in: context, until: end).athletes
            }
        }
        record = { shown, scope, context throws(Problem) in
            try access.record(shown, ofTeam: scope.isTeam, in: context)
        }
        generation = { end throws(Problem) in try await access.generation(until: end) }
        alerts = { user, end throws(Problem) in try await access.alerts(of: user, until: end) }
    }
}

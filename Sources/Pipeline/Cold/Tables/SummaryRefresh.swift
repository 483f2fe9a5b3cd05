import Postgres
import Stored

/// Refreshes `mv_user_readiness_summary` when snapshots have changed, in quiet moments and not too often.
struct SummaryRefresh {
    private static let interval = Duration.seconds(60)

    private var isChanged = false
    private var last: ContinuousClock.Instant?

    mutating func markChanged() { isChanged = true }

    /// Someone who was erased is to be forgotten at the next quiet moment.
    mutating func markErased() {
        isChanged = true
        last = nil
    }

    mutating func refreshIfDue(on connection: PostgresConnection) throws {
        let now = ContinuousClock.now
        guard isChanged, last.map({ now - $0 >= Self.interval }) ?? true else { return }
        last = now
        _ = try connection.execute("REFRESH MATERIALIZED VIEW CONCURRENTLY \(Tables.readinessSummary)")
        isChanged = false
    }
}

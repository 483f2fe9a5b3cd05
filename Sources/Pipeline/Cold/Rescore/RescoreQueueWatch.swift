import CoreMetrics
import Observability
import Postgres
import Stored

/// Tells in gauges how long `rescore_queue` is and how long its first has waited, at most every fifteen seconds.
struct RescoreQueueWatch {
    private static let interval = Duration.seconds(15)

    private let requests = Metric.rescoreRequests.gauge()
    private let age = Metric.rescoreAge.gauge()
    private var due: ContinuousClock.Instant?

    init() { _ = Metric.rescoreFailures.counter() }

    mutating func tellIfDue(on connection: PostgresConnection) throws {
        guard due.map({ $0 <= .now }) ?? true else { return }
        due = .now + Self.interval
        let row = try connection.query(
            """
            SELECT count(*) AS requests,
                coalesce(extract(epoch FROM now() - min(queued_at)), 0)::bigint AS age
            FROM \(Tables.rescoreQueue)
            """
        ).first
        guard let row else { return }
        requests.record(try row.int("requests"))
        age.record(max(0, try row.int("age")))
    }
}

import CoreMetrics
import Events
import Logging
import Observability
import Postgres
import Stored

/// Tells in a gauge how many dead letters wait for somebody's decision, at most once a minute.
///
/// The number is the database's: every archiver tells the same, whichever partitions it owns.
struct OpenDeadLetters {
    private static let interval = Duration.seconds(60)

    private let logger: Logger
    private var due: ContinuousClock.Instant?
    private var gauges: [[String]: Gauge] = [:]

    init(logger: Logger) { self.logger = logger }

    mutating func tellIfDue(on connection: PostgresConnection) throws {
        guard due.map({ $0 <= .now }) ?? true else { return }
        due = .now + Self.interval
        do {
            try tell(Self.count(on: connection))
        } catch let error as PostgresError {
            // A number that cannot be told is no reason to archive nothing.
            guard connection.isUsable else { throw error }
            logger.warning("open dead letters cannot be counted", metadata: ["error": "\(error)"])
        }
    }

    /// Those that are known beforehand are told too, at 0 where nothing is open.
    private static let known = Topics.all.flatMap { topic in
        (Rejection.Reason.allCases.map(\.rawValue) + [other]).map { [topic, $0] }
    }
    private static let other = "other"

    private mutating func tell(_ counts: [[String]: Int]) {
        for labels in Self.known + counts.keys where gauges[labels] == nil {
            gauges[labels] = Metric.openDeadLetters.gauge(labels[0], labels[1])
        }
        for (labels, gauge) in gauges { gauge.record(counts[labels] ?? 0) }
    }

    /// By topic and reason. A reason that this build does not know counts as `other`: labels stay few.
    private static func count(on connection: PostgresConnection) throws -> [[String]: Int] {
        let rows = try connection.query(
            "SELECT origin_topic, reason, count(*) FROM \(Tables.deadLetters) WHERE state = 'open' GROUP BY 1, 2"
        ).rows
        return try rows.reduce(into: [:]) { counts, row in
            let reason = Rejection.Reason(rawValue: try row.text(1))?.rawValue ?? other
            counts[[try row.text(0), reason], default: 0] += try row.int(2)
        }
    }
}

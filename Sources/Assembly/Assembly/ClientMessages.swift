import CoreMetrics
import Logging
import Observability
import Postgres
import Redis

/// What the clients of PostgreSQL and Redis say by themselves, in our log; ``KafkaJournal`` does the same for Kafka's.
struct ClientMessages: Sendable {
    private let logger: Logger
    private let reporter = Reporter()

    init(_ logger: Logger) { self.logger = logger }

    var postgres: PostgresLog {
        { severity, sqlState, text in
            reporter.emit(ClientSpoke("libpq", Self.level(severity), text, about: sqlState), to: logger)
        }
    }

    var redis: @Sendable (RedisError) -> Void {
        { error in
            reporter.emit(ClientSpoke("redis", .warning, "\(error)", about: "\(error.code)"), to: logger)
        }
    }

    /// A notice tells of what was asked for, so it is for whoever looks for it.
    static func level(_ severity: String) -> Logger.Level {
        switch severity {
        case "PANIC", "FATAL": .critical
        case "ERROR": .error
        case "WARNING": .warning
        default: .debug
        }
    }
}

extension PoolWatch {
    /// Tells the metrics of a pool.
    package init(_ pool: String) {
        let wait = Metric.poolWait.timer(pool)
        let inUse = Metric.poolInUse.meter(pool)
        inUse.increment(by: 0)
        self.init(waited: { wait.add($0) }, inUse: { inUse.increment(by: Double($0)) })
    }
}

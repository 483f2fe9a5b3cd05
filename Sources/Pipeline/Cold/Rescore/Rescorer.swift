import Blocking
import Foundation
import Logging
import Observability
import Postgres
import Profiles
import Stored

/// Works off `rescore_queue` beside the archiver: scores of dates that the live fold no longer holds the rows of.
///
/// Any number may run, each takes requests that nobody else holds.
package final class Rescorer: Sendable {
    /// How a rescorer runs.
    package struct Configuration: Sendable {
        /// Where the queue and the daily tables are.
        package var postgres: PostgresConfiguration
        /// What can change while it runs; asked once per transaction.
        package var live: @Sendable () -> Live

        /// A configuration.
        package init(postgres: PostgresConfiguration, live: @escaping @Sendable () -> Live) {
            self.postgres = postgres
            self.live = live
        }
    }

    /// The part of the configuration that a running rescorer takes over from a new commit.
    package struct Live: Sendable {
        /// The formula's constants and their commit.
        package var terms: WellnessProfile.Terms
        /// How long to wait before an empty queue is looked at again.
        package var interval: Duration
        /// Dates scored in one transaction at most; at least 1.
        package var datesMax: Int

        /// All of it.
        package init(terms: WellnessProfile.Terms, interval: Duration, datesMax: Int) {
            self.terms = terms
            self.interval = interval
            self.datesMax = max(1, datesMax)
        }
    }

    /// How far it has come.
    package let progress = RescoreProgress()
    private let configuration: Configuration
    private let logger: Logger
    private let stopping = StopSignal()
    /// A shorter interval is taken over within this time.
    private static let longestRest = Duration.seconds(1)
    private let reporter = Reporter()

    /// A rescorer; the database must be migrated.
    package init(_ configuration: Configuration, logger: Logger) {
        self.configuration = configuration
        self.logger = logger
    }

    /// Asks ``run()`` to finish the transaction in hand and return.
    package func stop() { stopping.give() }

    /// Runs until ``stop()``; what a restart of PostgreSQL mends is waited for.
    package func run() async throws {
        try await withCheckedThrowingContinuation { (done: CheckedContinuation<Void, any Error>) in
            let thread = Thread { done.resume(with: Result { try self.runOnThread() }) }
            thread.name = "rescorer"
            thread.stackSize = 4 << 20
            thread.start()
        }
    }

    private var isStopping: Bool { stopping.isGiven }

    private func runOnThread() throws {
        var connection: PostgresConnection?
        var summary = SummaryRefresh()
        var constants = ConstantsWatch()
        var queue = RescoreQueueWatch()
        var backoff = Backoff()
        while !isStopping {
            do {
                let open = try connection ?? connect()
                connection = open
                for change in try constants.follow(configuration.live().terms, on: open) where change.people > 0 {
                    logger.notice(
                        "constants have changed, rescoring",
                        metadata: [
                            "commit": "\(change.era.commit)", "from": "\(change.era.from)",
                            "people": "\(change.people)",
                        ])
                }
                try queue.tellIfDue(on: open)
                if try drain(on: open) { summary.markChanged() }
                try summary.refreshIfDue(on: open)
                backoff.reset()
                // Asked again and again, so that a shorter interval does not wait for the end of a long one.
                rest { configuration.live().interval }
            } catch let error as PostgresError {
                guard error.isRetriable else { throw error }
                let pause = backoff.next()
                logger.warning("could not rescore, trying again", metadata: ["error": "\(error)", "in": "\(pause)"])
                if connection?.isUsable != true { connection = nil }
                rest { pause }
            }
        }
    }

    private func connect() throws -> PostgresConnection {
        let connection = try PostgresConnection(configuration.postgres)
        _ = try connection.execute(SnapshotTables.prepare)
        return connection
    }

    /// Works until nothing is left that can be done now; true if something was.
    private func drain(on connection: PostgresConnection) throws -> Bool {
        var requests = 0
        var dates = 0
        defer {
            if requests + dates > 0 {
                logger.info("rescored", metadata: ["requests": "\(requests)", "dates": "\(dates)"])
            }
        }
        while !isStopping {
            do {
                let live = configuration.live()
                let step = RescoreStep(terms: live.terms, datesMax: live.datesMax)
                guard let done = try step.run(on: connection) else { break }
                requests += done.isUnfinished ? 0 : 1
                dates += done.dates.count
                progress.add(requests: done.isUnfinished ? 0 : 1, dates: done.dates.count)
                logger.debug(
                    "rescored a user", metadata: ["user": "\(done.userID)", "dates": "\(done.dates.count)"])
            } catch let failure as RescoreFailure {
                progress.addFailure()
                reporter.emit(RescoreFailed(user: failure.userID, failure.reason), to: logger)
                try RescoreQueue.postpone(failure.userID, on: connection)
                break
            }
        }
        return requests + dates > 0
    }

    private func rest(_ pause: () -> Duration) {
        let start = ContinuousClock.now
        while !isStopping, case let left = pause() - (ContinuousClock.now - start), left > .zero {
            stopping.rest(min(left, Self.longestRest))
        }
    }
}

import ArgumentParser
import Assembly
import Events
import HTTPKit
import Identity
import Logging
import ProfileAPI
import Settings
import Terminal

/// A stored profile to a report for a person.
struct ReadinessExplainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Show how a user's score came about.",
        discussion: """
            Prints each component with its value, what is normal for this person, the baseline, and the points it \
            adds; then drivers, flags and how the score changed; then charts of the last 30 days. Scores are computed \
            on the spot from the rows in Redis, or from PostgreSQL where Redis has none or is down: so today's score \
            is today's, even if nothing has arrived for days.

            EXAMPLES
              pulsehub readiness explain ana
              pulsehub readiness explain ana --date 2026-11-20
            """)

    @Argument(help: "The user id, as in the events' subject.") var user: String
    @Option(
        help: ArgumentHelp("Day to explain; by default today in the user's time zone.", valueName: "YYYY-MM-DD"),
        transform: Self.date)
    var date: CivilDate?
    @OptionGroup(title: "Configuration") var options: ConfigurationOptions

    private static func date(_ text: String) throws -> CivilDate {
        guard let date = CivilDate(text) else {
            throw ValidationError("a day that exists, such as 2026-11-20, was expected")
        }
        return date
    }

    func run() async throws {
        var assembly = Assembly(try await options.load(.profileAPI))
        // The answer itself says which store it came from, and an error says what is down.
        assembly.logger.logLevel = .critical
        let stores = try assembly.profileStores(
            connections: 1, deadlines: .init(total: .seconds(10), redis: .seconds(3)))
        defer { stores.release() }
        let reader = ReadinessReader(store: stores.fallback, terms: assembly.terms, now: Assembly.now)
        let end = stores.fallback.deadline
        let subject = try await subject(of: reader, assembly, until: end)
        let report = ExplanationReport(
            user: user, date: subject.date, profile: subject.profile, source: subject.source,
            revisions: await reader.revisions(subject, until: end), terms: reader.terms, style: .standardOutput)
        print(report.lines().joined(separator: "\n"))
    }

    private func subject(
        of reader: ReadinessReader, _ assembly: Assembly, until end: Deadline
    ) async throws(OperatorError) -> ReadinessReader.Subject {
        let id: UserID
        do throws(HTTPKit.Problem) { id = try UserID(user) } catch { throw OperatorError(error.detail ?? error.title) }
        do throws(FallbackProfileStore.Unavailable) {
            let daysBack = ExplanationReport.chartDays - 1
            if let subject = try await reader.subject(id, on: date, daysBack: daysBack, until: end) { return subject }
        } catch {
            throw OperatorError(
                """
                no store can tell now: Redis (\(assembly.settings[\.redis.host]):\(assembly.settings[\.redis.port])) \
                is away or has too little, and so is PostgreSQL (\(assembly.settings[\.postgres.url])). Start them, or \
                correct redis.host, redis.port and postgres.url. PostgreSQL: \(error.cause)
                """)
        }
        throw OperatorError(
            """
            neither Redis nor PostgreSQL has wearable data of the user \(user): check the id, and whether the stream \
            processor and the archiver have caught up
            """)
    }
}

import Access
import ArgumentParser
import Assembly
import Events
import Foundation
import Identity
import Postgres
import Settings
import Terminal

/// Who was refused, and who changed what.
struct SecurityEventsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "security-events",
        abstract: "List refused logins and accesses, changes of teams, and erasures, with who and from where.",
        discussion: """
            Read is what the processes have written to PostgreSQL: a first event within a second or two, further equal ones \
            of the same minute as one line with their number when the minute is over. Of each kind 60 different events are \
            told in a minute and process; what is beyond is one line without names. Who is known only where a token was \
            valid. Nobody can change a line; they go after security.retentionDays, and an erased person is "(erased)".

            The kinds: \(SecurityEvent.Kind.allCases.map(\.rawValue).joined(separator: ", ")).

            EXAMPLES
              pulsehub security-events --since 24h
              pulsehub security-events --kind login_refused --since 1h
              pulsehub security-events --who ana --since 30d
              pulsehub security-events --format json | jq -r .address | sort | uniq -c
            """)

    enum Format: String, CaseIterable, ExpressibleByArgument { case text, json }

    @Option(
        help: ArgumentHelp(
            "Only those since: a time such as 2026-11-20T07:00:00Z, or an age such as 30m, 24h, 7d.", valueName: "time"),
        transform: { try DeadLettersCommand.Filter.since($0, now: Assembly.now()) })
    var since: Instant?
    @Option(help: ArgumentHelp("Only what this caller did, or what was done about this person.", valueName: "id"))
    var who: String?
    @Option(help: "Only this kind.") var kind: SecurityEvent.Kind?
    @Option(help: "Most to list, the newest.") var limit = 100
    @Option(help: "text, a table; or json, one object a line to be read by programs.") var format = Format.text
    @OptionGroup var options: ConfigurationOptions

    func validate() throws {
        guard (1...SecurityEventQuery.limitMax).contains(limit) else {
            throw ValidationError("--limit takes 1 to \(SecurityEventQuery.limitMax)")
        }
    }

    func run() async throws {
        bootstrapLogging()
        let assembly = Assembly(try await options.load(.profileAPI))
        var query = SecurityEventQuery()
        (query.since, query.who, query.kind, query.limit) = (since, who, kind, limit)
        let rows = try query.rows(on: try PostgresConnection(try assembly.postgres()))
        if format == .json { return rows.forEach { print(String(decoding: $0.json, as: UTF8.self)) } }
        guard !rows.isEmpty else { return print("no security events match") }
        for line in SecurityEventText.table(rows) { print(line) }
        if rows.count == limit { writeError("there may be more: raise --limit") }
    }
}

extension SecurityEvent.Kind: ExpressibleByArgument {}

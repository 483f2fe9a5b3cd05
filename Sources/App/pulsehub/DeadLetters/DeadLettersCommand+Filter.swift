import ArgumentParser
import Assembly
import DeadLetters
import Events
import Foundation
import Streaming
import Terminal

extension DeadLettersCommand {
    /// Which of them, for every subcommand that takes more than one.
    struct Filter: ParsableArguments {
        @Option(help: "Only records refused in this topic.") var topic: String?
        @Option(help: "Only this reason, such as invalid_data.") var reason: String?
        @Option(help: ArgumentHelp("Only records with this key.", valueName: "id")) var user: String?
        @Option(
            help: ArgumentHelp(
                "Only those parked since: a time such as 2026-11-20T07:00:00Z, or an age such as 30m, 24h, 7d.",
                valueName: "time"),
            transform: { try Filter.since($0, now: Assembly.now()) })
        var since: Instant?

        func validate() throws {
            let topics = [Topics.wellness, Topics.activity]
            if let topic, !topics.contains(topic) {
                throw ValidationError("--topic takes \(topics.joined(separator: " or ")): no other has dead letters")
            }
            if let reason, Rejection.Reason(rawValue: reason) == nil {
                let known = Rejection.Reason.allCases.map(\.rawValue).joined(separator: ", ")
                throw ValidationError("--reason takes one of \(known)")
            }
        }

        var isEmpty: Bool { topic == nil && reason == nil && user == nil && since == nil }

        func filter(_ state: DeadLetter.State?, limit: Int) -> DeadLetterFilter {
            var filter = DeadLetterFilter()
            (filter.topic, filter.reason, filter.user, filter.since) = (topic, reason, user, since)
            (filter.state, filter.limit) = (state, limit)
            return filter
        }

        static func since(_ text: String, now: Instant) throws -> Instant {
            if let instant = Instant(rfc3339: text.utf8) { return instant }
            let units: [Character: Int64] = ["m": 60, "h": 3600, "d": 86_400]
            guard let unit = text.last.flatMap({ units[$0] }), let count = Int64(text.dropLast()),
                (1...100_000).contains(count)
            else {
                throw ValidationError(
                    "--since takes a time with an offset, 2026-11-20T07:00:00Z, or an age, 30m, 24h, 7d")
            }
            return now.advanced(bySeconds: -count * unit)
        }
    }

    /// Named one by one, or all that match a filter.
    struct Choice: ParsableArguments {
        private static let namedMax = 10_000

        @Argument(
            help: ArgumentHelp("Which ones, each topic/partition/offset.", valueName: "id"),
            transform: { try DeadLettersCommand.origin($0) })
        var origins: [RecordOrigin] = []
        @Flag(help: "All that match the filters, of which there must be one.") var all = false
        @OptionGroup var filter: Filter
        @Option(help: "With --all: at most so many, the newest.") var limit = DeadLetterFilter.limitMax

        func validate() throws {
            try DeadLettersCommand.check(limit: limit)
            guard all || !origins.isEmpty else {
                throw ValidationError("name dead letters by topic/partition/offset, or give --all and a filter")
            }
            guard !all || origins.isEmpty else { throw ValidationError("give either ids or --all, not both") }
            guard all || filter.isEmpty else { throw ValidationError("filters go with --all, not with ids") }
            guard !all || !filter.isEmpty else {
                throw ValidationError("--all needs a filter: --topic, --reason, --user or --since")
            }
            guard origins.count <= Self.namedMax else { throw ValidationError("at most \(Self.namedMax) ids at once") }
        }

        /// - Parameter state: which of those that match a filter; what is named is named.
        func letters(in store: DeadLetterStore, _ state: DeadLetter.State?) throws -> [DeadLetter] {
            guard all else { return try DeadLettersCommand.find(Array(Set(origins)), in: store) }
            let letters = try store.list(filter.filter(state, limit: limit))
            if letters.count == DeadLetterFilter.limitMax {
                writeError("taking the newest \(letters.count): run it again for the others")
            }
            return letters
        }
    }

    static func check(limit: Int) throws {
        guard (1...DeadLetterFilter.limitMax).contains(limit) else {
            throw ValidationError("--limit takes 1 to \(DeadLetterFilter.limitMax)")
        }
    }

    /// Who decides, for the record.
    struct Person: ParsableArguments {
        @Option(help: ArgumentHelp("Who decides; by default the name you are logged in with.", valueName: "name"))
        var by: String = NSUserName()

        func validate() throws {
            guard !by.isEmpty, by.utf8.count <= 128, printable(by) == by else {
                throw ValidationError("--by takes a name of 1 to 128 bytes")
            }
        }
    }
}

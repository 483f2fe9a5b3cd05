import ArgumentParser
import Assembly
import DeadLetters
import Foundation
import Streaming
import Terminal

extension DeadLettersCommand {
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List dead letters, the newest first.",
            discussion: """
                EXAMPLES
                  pulsehub dead-letters list --state open
                  pulsehub dead-letters list --user ana --since 7d --limit 1000
                  pulsehub dead-letters list --json --reason from_future | jq -r .user
                """)

        @OptionGroup var filter: Filter
        @Option(help: "Only this state: open, retried or discarded.") var state: DeadLetter.State?
        @Option(help: "Most to list.") var limit = 50
        @Flag(help: "One JSON object a line, to be read by programs.") var json = false
        @OptionGroup var options: ConfigurationOptions

        func validate() throws { try DeadLettersCommand.check(limit: limit) }

        func run() async throws {
            let letters = try await options.deadLetters().store.list(filter.filter(state, limit: limit))
            if json { return letters.forEach { print(String(decoding: $0.json(), as: UTF8.self)) } }
            guard !letters.isEmpty else { return print("no dead letters match") }
            for line in DeadLetterText.table(letters) { print(line) }
            if letters.count == limit { writeError("there may be more: raise --limit") }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show one dead letter with its headers and bytes, and what a retry would do.",
            discussion: """
                EXAMPLES
                  pulsehub dead-letters show data.normalized/3/4711
                  pulsehub dead-letters show data.normalized/3/4711 --raw > event.json
                """)

        @Argument(
            help: ArgumentHelp("topic/partition/offset", valueName: "id"),
            transform: { try DeadLettersCommand.origin($0) })
        var origin: RecordOrigin
        @Flag(help: "The original bytes alone, unchanged, to be piped.") var raw = false
        @Flag(help: "One JSON object; bytes that are no text stand as base64.") var json = false
        @OptionGroup var options: ConfigurationOptions

        func validate() throws {
            guard !(raw && json) else { throw ValidationError("give either --raw or --json") }
        }

        func run() async throws {
            let (store, assembly) = try await options.deadLetters()
            guard let letter = try DeadLettersCommand.find([origin], in: store).first,
                let record = try store.records(of: [origin]).first
            else { throw OperatorError("the archive does not hold the bytes of \(origin) any more") }
            if raw {
                // Exact for programs; a terminal would obey them.
                if isatty(STDOUT_FILENO) == 1 { return print(DeadLetterText.text(record.value, keepingLines: true)) }
                return FileHandle.standardOutput.write(Data(record.value ?? []))
            }
            if json { return print(String(decoding: letter.json(with: record), as: UTF8.self)) }
            let forecast = try assembly.retryForecast().rejection(
                of: record, reason: letter.reason, now: Assembly.now())
            for line in DeadLetterText.page(letter, record, forecast) { print(line) }
        }
    }
}

extension DeadLetter.State: ExpressibleByArgument {}

import ArgumentParser
import Assembly
import DeadLetters
import Events
import Foundation
import Kafka
import Producing
import Settings
import Streaming
import Terminal

extension DeadLettersCommand {
    struct Retry: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Produce dead letters again: the original bytes, under their key, to their topic.",
            discussion: """
                The record takes the normal way with a new Kafka timestamp and the header pulsehub-retry, which names where \
                it stood. An event id that was counted before is not counted again, so a retry that was cut off may be \
                repeated; of page views and other activity, as long as the id is among the last 256 of its user. What this build would refuse again is left open, with the reason; --force sends it nevertheless, \
                for stream processors that know more.

                EXAMPLES
                  pulsehub dead-letters retry data.normalized/3/4711
                  pulsehub dead-letters retry --all --reason from_future --dry-run
                  pulsehub dead-letters retry --all --reason from_future --since 24h

                Exit code 1 if a named dead letter was not retried.
                """)

        @OptionGroup var choice: Choice
        @Flag(help: "Say what would be retried, and change nothing.") var dryRun = false
        @Flag(help: "Also those that were retried or discarded before.") var again = false
        @Flag(help: "Also those that would be refused again, as far as this build can tell.") var force = false
        @Option(help: "How long to wait for a Kafka that is away, such as 10m; producer.patience if absent.")
        var patience: Patience?
        @OptionGroup var person: Person
        @OptionGroup var options: ConfigurationOptions

        func run() async throws {
            let (store, assembly) = try await options.deadLetters()
            let letters = try choice.letters(in: store, again ? nil : .open)
            var how = DeadLetterRetry.Options()
            (how.again, how.force, how.dryRun) = (again, force, dryRun)
            how.patience = patience?.duration ?? assembly.settings[\.producer.patience]
            if !dryRun { try await assembly.waitForKafka(how.patience) }
            // A batch is sent inside a transaction, which PostgreSQL ends when it is idle for as long as a statement may take.
            let producer = try assembly.producer(deliveryTimeout: assembly.settings[\.postgres.statementTimeout] / 2)
            defer { producer.close(deadline: .seconds(5)) }
            let retry = DeadLetterRetry(
                store: store, producer: producer, forecast: try assembly.retryForecast(), options: how, by: person.by)
            var report = RetryReport(isDryRun: dryRun)
            // One batch is done before a bar could be read.
            let isLong = letters.count > DeadLetterRetry.batchCount
            var display = ProgressDisplay()
            let start = ContinuousClock.now
            do {
                try retry.run(letters, now: Assembly.now) { batch in
                    for (letter, outcome) in batch { report.add(letter.origin, outcome) }
                    if isLong { display.show(report.progress(of: letters.count, elapsed: .now - start)) }
                }
            } catch {
                for line in report.lines { print(line) }
                throw OperatorError(
                    "stopped after \(report.total) of \(letters.count): \(error). The others are as they were: "
                        + "repeat the command, it is harmless")
            }
            if isLong { display.finish(report.progress(of: letters.count, elapsed: .now - start)) }
            for line in report.lines { print(line) }
            if !choice.all, report.retried < letters.count { throw ExitCode.failure }
        }
    }

    struct Discard: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Mark dead letters as not to be used; nothing is deleted.",
            discussion: """
                EXAMPLES
                  pulsehub dead-letters discard data.normalized/3/4711
                  pulsehub dead-letters discard --all --reason not_json --since 7d --dry-run

                Exit code 1 if a named dead letter was not open. A discarded one can be retried with --again.
                """)

        private static let batchCount = 1000

        @OptionGroup var choice: Choice
        @Flag(help: "Say how many would be discarded, and change nothing.") var dryRun = false
        @OptionGroup var person: Person
        @OptionGroup var options: ConfigurationOptions

        func run() async throws {
            let store = try await options.deadLetters().store
            let letters = try choice.letters(in: store, .open)
            let open = letters.filter { $0.state == .open }.map(\.origin)
            for letter in letters where letter.state != .open {
                print("\(letter.origin): not discarded, it is \(letter.state.rawValue)")
            }
            guard !dryRun else { return print("would discard \(open.count) of \(letters.count)") }
            var discarded = 0
            for start in stride(from: 0, to: open.count, by: Self.batchCount) {
                let batch = Array(open[start..<min(start + Self.batchCount, open.count)])
                discarded += try store.discard(batch, by: person.by)
            }
            print("discarded \(discarded) of \(letters.count)")
            if !choice.all, discarded < letters.count { throw ExitCode.failure }
        }
    }
}

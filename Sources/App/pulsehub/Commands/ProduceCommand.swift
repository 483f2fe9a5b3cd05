import ArgumentParser
import Assembly
import Events
import Foundation
import Kafka
import Producing
import Settings
import Streaming

/// Sends a file of events into Kafka.
struct ProduceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "produce",
        abstract: "Send a file of events, or of daily rows, into Kafka.",
        discussion: """
            FILE holds one JSON object a line, - is standard input. A line is either a CloudEvent, or a daily row \
            with userId, date, vendor, capturedAt and any of rMSSD, restingHR, durationMin, efficiencyPct, latencyMin, \
            wakeCount, which becomes an hrv event, a sleep event, or both; with "kind":"nap" the sleep is a nap. Lines that cannot be used are listed at \
            the end with their number and the reason; the others are sent.

            A Kafka that is away is waited for, at the start and in between. If it acknowledges nothing for as long as \
            --patience says, the command gives up, with the account of what is acknowledged and the command that sends \
            the rest. Sending an event twice is harmless.

            Of two rows of one person, day, vendor and capturedAt the one that came in last wins. A file counts as come \
            in when it is sent, line by line, so that an old file sent again overrides what has corrected it since; with \
            --arrived and the time of its first sending it is the same events again and changes nothing.

            What is valid and hardly meant so, such as a night of 7.5 minutes, is sent, and listed with a warning. \
            --dry-run checks the whole input the same way and sends nothing: it needs no Kafka and no configuration.

            EXAMPLES
              pulsehub produce athletes.ndjson
              pulsehub produce athletes.ndjson --dry-run
              pulsehub produce athletes.ndjson --patience 1h
              pulsehub simulate --athletes 20 --days 60 | pulsehub produce - --rate 500
            """)

    @Argument(help: "NDJSON file, or - for standard input.") var file: String
    @Option(help: "Most events per second; unlimited if absent.") var rate: Double?
    @Option(help: "How long to wait for a Kafka that is away, such as 10m; producer.patience if absent.")
    var patience: Patience?
    @Option(help: "When the rows came in, such as 2026-11-20T07:00:00Z; now if absent.") var arrived: Arrival?
    @Flag(help: "Check every line and send nothing.") var dryRun = false
    @OptionGroup var options: ConfigurationOptions

    func validate() throws {
        if let rate, !(rate > 0 && rate.isFinite) { throw ValidationError("--rate must be a number above 0") }
        let now = Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
        if let arrived, arrived.instant > now {
            // No correction could win over such rows until then.
            throw ValidationError(
                "--arrived \(arrived.instant) is still to come; give the time that the earlier run printed")
        }
    }

    func run() async throws {
        bootstrapLogging()
        let input = try InputFile(path: file)
        if dryRun {
            let report = await FileProduction.check(input)
            FileProduction.print(report, file: file, isDry: true)
            if !report.isComplete { throw ExitCode.failure }
            return
        }
        let assembly = Assembly(try await options.load(.produce))
        let patience = patience?.duration ?? assembly.settings[\.producer.patience]
        try await assembly.waitForKafka(patience)
        // The run gives up first, so that it can tell everything at once.
        let producer = try assembly.producer(deliveryTimeout: patience + .seconds(30))
        let watch = assembly.kafkaWatch(producer, meanwhile: "events wait, for \(patience.rendered) at most")
        watch.start()
        defer {
            watch.stop()
            // What is acknowledged after the account would make it untrue.
            producer.close(deadline: .zero)
        }
        let report = await FileProduction.produce(
            input, to: try assembly.events(to: producer), rate: rate, patience: patience, arrived: arrived?.instant)
        FileProduction.print(report, file: file)
        if !report.isComplete { throw ExitCode.failure }
    }
}

/// The value of `--patience`.
struct Patience: ExpressibleByArgument {
    let duration: Duration

    /// A second to a day, as the setting.
    init?(argument: String) {
        guard let duration = Duration(parsing: .external(argument)), .seconds(1)...(.seconds(86_400)) ~= duration else {
            return nil
        }
        self.duration = duration
    }
}

/// The value of `--arrived`.
struct Arrival: ExpressibleByArgument {
    let instant: Instant

    /// RFC 3339 with an offset, as in events.
    init?(argument: String) {
        guard let instant = Instant(rfc3339: argument.utf8) else { return nil }
        self.instant = instant
    }
}

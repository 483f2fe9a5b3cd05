import ArgumentParser
import Foundation
import Ingest
import Kafka
import Settings

/// Sends a file of events into Kafka.
struct ProduceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "produce",
        abstract: "Send a file of events, or of daily rows, into Kafka.",
        discussion: """
            FILE holds one JSON object a line, - is standard input. A line is either a CloudEvent, or a daily row \
            with userId, date, vendor, capturedAt and any of rMSSD, restingHR, durationMin, efficiencyPct, latencyMin, \
            wakeCount, which becomes an hrv event, a sleep event, or both. Lines that cannot be used are listed at \
            the end with their number and the reason; the others are sent.

            EXAMPLES
              pulsehub produce athletes.ndjson
              pulsehub simulate --athletes 20 --days 60 | pulsehub produce - --rate 500
            """)

    @Argument(help: "NDJSON file, or - for standard input.") var file: String
    @Option(help: "Most events per second; unlimited if absent.") var rate: Double?
    @OptionGroup var options: ConfigurationOptions

    func validate() throws {
        if let rate, !(rate > 0 && rate.isFinite) { throw ValidationError("--rate must be a number above 0") }
    }

    func run() async throws {
        bootstrapLogging()
        let input = try InputFile(path: file)
        let assembly = Assembly(try await options.load(.produce))
        let producer = try assembly.producer()
        defer { producer.close(deadline: .seconds(10)) }
        let report = await Self.produce(input, to: try assembly.events(to: producer), rate: rate)
        Self.print(report)
        if !report.isComplete { throw ExitCode.failure }
    }

    /// Sends the whole input, drawing progress on standard error.
    static func produce(_ input: InputFile, to sink: EventProducer, rate: Double?) async -> ProduceReport {
        var settings = ProduceRun<EventProducer, ContinuousClock>.Options()
        settings.rate = rate
        let run = ProduceRun(sink: sink, options: settings)
        var display = ProgressDisplay()
        var last: ProduceProgress?
        let report = await run.run(input.lines(lineBytesMax: 256 * 1024), bytesTotal: input.bytesTotal) { progress in
            last = progress
            display.show(progress)
        }
        if let last { display.finish(last) }
        return report
    }

    static func print(_ report: ProduceReport) {
        for issue in report.refused.issues { Swift.print("refused   line \(issue.line): \(issue.reason)") }
        for issue in report.failed.issues { Swift.print("failed    line \(issue.line): \(issue.reason)") }
        if let error = report.inputError { Swift.print("stopped   \(error)") }
        Swift.print(
            """
            lines \(report.lines), sent \(report.sent), acknowledged \(report.acknowledged), \
            refused \(report.refused.total), failed \(report.failed.total), unresolved \(report.unresolved)
            """)
    }
}

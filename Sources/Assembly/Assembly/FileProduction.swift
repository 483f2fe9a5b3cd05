import Events
import Producing
import Terminal

/// Sends a file of events or rows, draws the progress, and gives an account of every line.
package enum FileProduction {
    /// Reads the whole input as a real run does, and sends nothing.
    package static func check(_ input: InputFile) async -> ProduceReport {
        await produce(input, to: NoSink(), rate: nil, patience: .seconds(1))
    }

    /// Sends the whole input, drawing progress on standard error.
    package static func produce<Sink: EventSink>(
        _ input: InputFile, to sink: Sink, rate: Double?, patience: Duration, arrived: Instant? = nil
    ) async -> ProduceReport {
        var settings = ProduceRun<Sink, ContinuousClock>.Options()
        settings.rate = rate
        settings.patience = patience
        settings.arrival = arrived
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

    package static func print(_ report: ProduceReport, file: String, isDry: Bool = false) {
        for line in account(of: report, file: file, isDry: isDry) { Terminal.print(printable(line)) }
    }

    /// What became of every line, and how to go on.
    package static func account(of report: ProduceReport, file: String, isDry: Bool = false) -> [String] {
        var lines: [String] = []
        let lists = [("warning", report.doubtful), ("refused", report.refused), ("failed ", report.failed)]
        for (what, list) in lists { lines += list.issues.map { "\(what)   line \($0.line): \($0.reason)" } }
        for (what, list) in lists where list.total > list.issues.count {
            lines.append("\(what)   … and \(list.total - list.issues.count) more")
        }
        if let error = report.inputError { lines.append("stopped   \(error)") }
        if let silence = report.gaveUpAfter {
            lines.append(
                "gave up   Kafka has acknowledged nothing for \(silence.components.seconds) s; --patience waits longer")
        }
        if let resume = report.resumeLine {
            if resume > 1 { lines.append("done      lines 1 to \(resume - 1)") }
            lines.append("open      line \(resume) and after: acknowledged in part, or not sent at all")
            // With the time of these lines their rows are the same events again.
            let arrived = report.arrival.map { " --arrived \($0.ofLine(resume - 1))" } ?? ""
            lines.append(
                file == "-"
                    ? "go on     send the input again from line \(resume) on\(arrived.isEmpty ? "" : ", with\(arrived)"); "
                        + "an event that is there already is known by its id"
                    : "go on     tail -n +\(resume) \(file) | \(ProgramName.current) produce -\(arrived)   "
                        + "(an event that is there already is known by its id)")
        }
        if !isDry, let arrival = report.arrival {
            lines.append("arrived   \(arrival); with --arrived and this time the same input is the same events again")
        }
        let warnings = report.doubtful.total > 0 ? ", warnings \(report.doubtful.total)" : ""
        lines.append(
            isDry
                ? "dry run: lines \(report.lines), valid events \(report.sent), refused \(report.refused.total)\(warnings); nothing was sent"
                : """
                lines \(report.lines), sent \(report.sent), acknowledged \(report.acknowledged), \
                refused \(report.refused.total), failed \(report.failed.total), unresolved \(report.unresolved)\(warnings)
                """)
        return lines
    }
}

/// Takes every event and sends none.
private struct NoSink: EventSink {
    func enqueue(
        _ event: OutgoingEvent, whenDone: @escaping @Sendable (Result<Void, SinkError>) -> Void
    ) throws(SinkError) { whenDone(.success(())) }
}

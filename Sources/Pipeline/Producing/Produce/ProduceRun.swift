import Events

/// Sends the events of an NDJSON input to a sink, and accounts for every line.
///
/// Nothing is dropped: a full queue is waited for. A run that is cancelled sends nothing more, waits for the results of what
/// was taken, and reports as usual. One that gives up reports at once.
package struct ProduceRun<Sink: EventSink, Time: Clock>: Sendable where Time.Duration == Duration {
    /// The limits of a run.
    package struct Options: Sendable {
        /// Events per second; nil is as fast as acknowledgements allow.
        package var rate: Double?
        /// Events that may await their acknowledgement.
        package var inFlightMax = 10_000
        /// How long nothing may be acknowledged, while something is on its way, before the run gives up.
        package var patience: Duration = .seconds(300)
        /// When the input came in: of rows without an id and of one capture the last to come in wins. Nil is the start of the run;
        /// the time of an earlier run makes its rows the same events again.
        package var arrival: Instant?
        /// Least time between two calls of the progress closure.
        package var progressInterval: Duration = .milliseconds(100)

        /// The defaults.
        package init() {}
    }

    private let sink: Sink
    private let options: Options
    private let clock: Time
    private let wallClock: @Sendable () -> Instant

    /// - Parameters:
    ///   - clock: measures rate and progress.
    ///   - wallClock: judges "the future" of events; nil is this machine's clock.
    package init(
        sink: Sink, options: Options = Options(), clock: Time,
        wallClock: (@Sendable () -> Instant)? = nil
    ) {
        self.sink = sink
        self.options = options
        self.clock = clock
        self.wallClock = wallClock ?? { Instant.now() }
    }

    /// Runs to the end of the input, or until the task is cancelled.
    ///
    /// - Parameter progress: called on the run's own task, the last time when everything is settled.
    package func run(
        _ lines: consuming LineReader, bytesTotal: Int64? = nil, progress: (ProduceProgress) -> Void = { _ in }
    ) async -> ProduceReport {
        let start = clock.now
        let window = InFlightWindow()
        let decoder = LineDecoder()
        let arrival = options.arrival ?? wallClock()
        var reader = lines
        var report = ProduceReport()
        var bucket = options.rate.map { TokenBucket(perSecond: $0, burst: $0 / 10) }
        var nextProgress = options.progressInterval

        func tell() {
            progress(
                ProduceProgress(
                    bytesDone: reader.bytesDone, bytesTotal: bytesTotal, acknowledged: window.counts.acknowledged,
                    refused: report.refused.total, elapsed: start.duration(to: clock.now)))
        }

        do {
            while let line = try await reader.next() {
                try Task.checkCancellation()
                if reader.lineNumber == 1, case .text(let bytes) = line { try WrongInput.check(bytes) }
                let elapsed = start.duration(to: clock.now)
                if elapsed >= nextProgress {
                    tell()
                    nextProgress = elapsed + options.progressInterval
                }
                for event in events(of: line, number: reader.lineNumber, decoder, since: arrival, &report) {
                    if let delay = bucket?.take(1, at: start.duration(to: clock.now)), delay > .zero {
                        try await clock.sleep(for: delay)
                    }
                    try await send(event, line: reader.lineNumber, window, &report)
                }
            }
        } catch is CancellationError {
            report.isInterrupted = true
        } catch let over as PatienceOver {
            report.isInterrupted = true
            report.gaveUpAfter = over.silence
            report.resumeLine = reader.lineNumber
        } catch {
            report.isInterrupted = true
            report.inputError = "\(error)"
        }
        report.lines = reader.lineNumber
        let patience = report.isInterrupted ? min(options.patience, .seconds(30)) : options.patience
        while await !window.wait(untilAtMost: 0, limit: options.progressInterval), window.silence < patience { tell() }
        settle(&report, window)
        report.arrival = decoder.hasRows ? arrival : nil
        report.elapsed = start.duration(to: clock.now)
        tell()
        return report
    }

    private func events(
        of line: LineReader.Line, number: Int, _ decoder: LineDecoder, since arrival: Instant,
        _ report: inout ProduceReport
    ) -> [OutgoingEvent] {
        switch line {
        case .tooLong:
            report.refused.add(line: number, reason: "\(Rejection.Reason.tooLarge.rawValue): the line is too long")
            return []
        case .text(let bytes):
            if bytes.allSatisfy({ $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }) { return [] }
            do throws(Rejection) {
                let events = try decoder.events(in: bytes, now: wallClock(), arrival: arrival.ofLine(number))
                for warning in events.flatMap(\.warnings) {
                    report.doubtful.add(line: number, reason: "\(warning.code): \(warning.detail)")
                }
                return events
            } catch {
                report.refused.add(line: number, reason: "\(error)")
                return []
            }
        }
    }

    private func send(
        _ event: OutgoingEvent, line: Int, _ window: InFlightWindow, _ report: inout ProduceReport
    ) async throws {
        while window.counts.inFlight >= options.inFlightMax {
            try await waitForRoom(below: options.inFlightMax, window)
        }
        while true {
            window.add(line: line)
            do throws(SinkError) {
                try sink.enqueue(event) { window.record($0, line: line) }
                report.sent += 1
                return
            } catch SinkError.queueFull {
                window.takeBack(line: line)
                try await waitForRoom(below: window.counts.inFlight, window)
            } catch {
                window.takeBack(line: line)
                report.failed.add(line: line, reason: "\(error)")
                return
            }
        }
    }

    /// Waits for the next results. In short turns, since the queue may be full of another sender's events and since a
    /// cancelled run must end even if the broker says nothing.
    private func waitForRoom(below count: Int, _ window: InFlightWindow) async throws {
        try Task.checkCancellation()
        let silence = window.silence
        if silence >= options.patience { throw PatienceOver(silence: silence) }
        if count == 0 {
            try? await Task.sleep(for: .milliseconds(5))
        } else {
            // A quarter at once: to wake for each single result would cost more than the sending.
            await window.wait(untilAtMost: count - max(1, count / 4), limit: .milliseconds(50))
        }
    }

    private func settle(_ report: inout ProduceReport, _ window: InFlightWindow) {
        let counts = window.counts
        report.acknowledged = counts.acknowledged
        report.unresolved = counts.inFlight
        report.failed.append(counts.failures)
        report.resumeLine = [window.firstOpenLine, report.resumeLine].compactMap(\.self).min()
        guard counts.inFlight > 0 else { return }
        report.isInterrupted = true
        report.gaveUpAfter = report.gaveUpAfter ?? window.silence
    }
}

/// Nothing has been acknowledged for too long.
private struct PatienceOver: Error {
    let silence: Duration
}

extension ProduceRun where Time == ContinuousClock {
    /// A run on this machine's clocks.
    package init(sink: Sink, options: Options = Options()) {
        self.init(sink: sink, options: options, clock: ContinuousClock())
    }
}

import Glibc

/// Shows the progress of a run on standard error: a bar redrawn in place on a terminal, else a line now and then.
package struct ProgressDisplay: ~Copyable {
    private let isTerminal = isatty(STDERR_FILENO) == 1
    private var last: ContinuousClock.Instant?
    private var hasDrawn = false

    /// A display on standard error.
    package init() {}

    /// Shows a state, unless the last one was shown too short a while ago: 100 ms on a terminal, 5 s elsewhere.
    package mutating func show(_ progress: ProduceProgress) {
        let now = ContinuousClock.now
        if let last, now - last < (isTerminal ? .milliseconds(100) : .seconds(5)) { return }
        last = now
        draw(progress)
    }

    /// Shows the last state, however recent the one before it is, and ends the line.
    package mutating func finish(_ progress: ProduceProgress) {
        draw(progress)
        if isTerminal, hasDrawn { write("\n") }
    }

    private mutating func draw(_ progress: ProduceProgress) {
        hasDrawn = true
        // The last column stays free: a full line would scroll on some terminals.
        isTerminal
            ? write("\r\u{1B}[K" + ProgressBar.render(progress, width: columns - 1))
            : write(ProgressBar.plain(progress) + "\n")
    }

    private var columns: Int {
        var size = winsize()
        guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }

    /// Progress is a courtesy: a standard error that takes nothing is no reason to fail.
    private func write(_ text: String) {
        let bytes = Array(text.utf8)
        _ = Glibc.write(STDERR_FILENO, bytes, bytes.count)
    }
}

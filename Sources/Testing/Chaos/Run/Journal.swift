import Synchronization

/// Tells what happens while it happens, and keeps what must not happen.
package final class Journal: Sendable {
    private let start = ContinuousClock.now
    private let print: @Sendable (String) -> Void
    private let broken = Mutex<[String]>([])

    /// As many as fit on a screen; all are counted.
    private static let violationsMax = 20

    /// - Parameter print: gets a line at a time, from any thread.
    package init(_ print: @escaping @Sendable (String) -> Void) { self.print = print }

    /// Since the beginning.
    var elapsed: Duration { .now - start }

    /// A line with its time.
    func tell(_ line: String) {
        let tenths = Int(elapsed / .milliseconds(100))
        let seconds = "\(tenths / 10).\(tenths % 10)"
        print(String(repeating: " ", count: max(0, 7 - seconds.count)) + seconds + " s  " + line)
    }

    /// A promise was broken.
    func violation(_ line: String) {
        let count = broken.withLock { broken in
            broken.append(line)
            return broken.count
        }
        if count <= Self.violationsMax { tell("BROKEN: " + line) }
    }

    /// Every broken promise so far.
    var violations: [String] { broken.withLock(\.self) }
}

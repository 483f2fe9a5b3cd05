import Logging
import Repeatable
import Synchronization

/// What happened, in order: kept as text only when somebody wants to read it, and always as a number that tells two runs
/// apart.
package final class Journal: Sendable {
    private struct State {
        var lines: [String] = []
        var digest = FNV1a()
        var clock: Int64 = 0
    }

    private let state = Mutex(State())
    private let keepsLines: Bool

    init(keepsLines: Bool) { self.keepsLines = keepsLines }

    /// What was noted so far; empty unless lines are kept.
    package var lines: [String] { state.withLock { $0.lines } }

    /// A hash of everything that was noted; equal for equal runs.
    package var digest: UInt64 { state.withLock { $0.digest.value } }

    func tell(_ clock: Int64) { state.withLock { $0.clock = clock } }

    func note(_ who: String, _ what: String) {
        state.withLock { state in
            state.digest.add(who.utf8)
            state.digest.add(what.utf8)
            withUnsafeBytes(of: state.clock.littleEndian) { state.digest.add($0) }
            if keepsLines { state.lines.append("\(pad(state.clock)) \(who): \(what)") }
        }
    }

    /// A line of a process's own log: for people, since its words depend on the order of a hash table.
    func quote(_ who: String, _ line: String) {
        guard keepsLines else { return }
        state.withLock { $0.lines.append("\(pad($0.clock)) \(who) logs: \(line)") }
    }

    func logger(_ who: String) -> Logger {
        guard keepsLines else { return Logger(label: who) { _ in SwiftLogNoOpLogHandler() } }
        return Logger(label: who) { _ in QuotingHandler(journal: self, who: who) }
    }
}

private func pad(_ clock: Int64) -> String {
    let text = "\(clock)"
    return String(repeating: " ", count: max(0, 6 - text.count)) + text + " ms"
}

/// Sends a process's log into the journal.
private struct QuotingHandler: LogHandler {
    let journal: Journal
    let who: String
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.info

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let details = (event.metadata ?? [:]).map { "\($0.key)=\($0.value)" }.sorted().joined(separator: " ")
        journal.quote(who, "\(event.message) \(details)")
    }
}

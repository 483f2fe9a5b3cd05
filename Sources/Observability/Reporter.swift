import Logging
import Synchronization

/// Tells what happens, in the log and in the metrics.
///
/// A failing dependency fails once per request: of equal lines the first is written at once, then one in each interval with
/// the number of those between, in `heldBack`. Every one is counted.
package final class Reporter: Sendable {
    /// Keys of lines that are told apart; further ones share one, so that the memory is bounded.
    static let keysMax = 256

    private struct Tally {
        var next: ContinuousClock.Instant
        var heldBack = 0
    }

    private let tallies = Mutex<[String: Tally]>([:])
    private let interval: Duration
    private let now: @Sendable () -> ContinuousClock.Instant

    /// A reporter that has told nothing yet.
    package init(
        interval: Duration = .seconds(10), now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) {
        self.interval = interval
        self.now = now
    }

    /// Counts, and writes the line unless one like it was written lately.
    package func emit(_ happening: some Happening, to logger: Logger) {
        happening.count()
        var metadata = happening.metadata
        if let key = happening.heldBackWith {
            guard let heldBack = take(key) else { return }
            if heldBack > 0 { metadata["heldBack"] = "\(heldBack)" }
        }
        logger.log(level: happening.level, happening.message, metadata: metadata)
    }

    /// How many were held back before this one; nil if it is to be held back itself.
    private func take(_ key: String) -> Int? {
        let time = now()
        return tallies.withLock { tallies in
            let key = tallies[key] != nil || tallies.count < Self.keysMax ? key : ""
            guard let tally = tallies[key], time < tally.next else {
                defer { tallies[key] = Tally(next: time + interval) }
                return tallies[key]?.heldBack ?? 0
            }
            tallies[key]?.heldBack += 1
            return nil
        }
    }
}

import DeadLetters
import Events
import Producing
import Streaming
import Terminal

/// What a retry says when it is done: each one while they are few, and sums.
struct RetryReport {
    private static let namedMax = 20

    let isDryRun: Bool
    private(set) var retried = 0
    private(set) var total = 0
    private var named: [String] = []
    private var left: [String: Int] = [:]

    init(isDryRun: Bool) { self.isDryRun = isDryRun }

    mutating func add(_ origin: RecordOrigin, _ outcome: DeadLetterRetry.Outcome) {
        total += 1
        let line: String
        switch outcome {
        case .retried(let place):
            retried += 1
            line = place.map { "retried as \($0)" } ?? "would be retried"
        case .refusedAgain(let rejection):
            left["would be refused again as \(rejection.reason.rawValue)", default: 0] += 1
            line = "left open, it would be refused again: \(rejection)"
        case .decided(let state):
            left["\(state.rawValue) before", default: 0] += 1
            line = "not retried, it was \(state.rawValue) before; --again retries it nevertheless"
        case .gone:
            left["not archived any more", default: 0] += 1
            line = "not retried, it is not archived any more"
        }
        if named.count <= Self.namedMax { named.append("\(origin): \(printable(line))") }
    }

    /// For people.
    var lines: [String] {
        var lines = Array(named.prefix(Self.namedMax))
        if total > Self.namedMax { lines.append("… and \(total - Self.namedMax) more") }
        lines.append("\(isDryRun ? "would retry" : "retried") \(retried) of \(total)")
        for (reason, count) in left.sorted(by: { $0.key < $1.key }) { lines.append("  \(count) \(reason)") }
        return lines
    }

    /// The bar of `produce`, with dead letters for bytes: both have a part and a whole.
    func progress(of count: Int, elapsed: Duration) -> ProduceProgress {
        ProduceProgress(
            bytesDone: Int64(total), bytesTotal: Int64(count), acknowledged: retried, refused: total - retried,
            elapsed: elapsed)
    }
}

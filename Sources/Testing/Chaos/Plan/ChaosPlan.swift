import TestSupport

/// What strikes when. Equal arguments give equal plans; what comes of it in a world of real processes differs all the same.
package struct ChaosPlan: Equatable, Sendable {
    /// In the order of their times.
    package let strikes: [Strike]

    /// How long after one fault the next begins.
    package enum Pace: Sendable {
        /// A few seconds: much falls together, and little is well in between.
        case dense
        /// Half a minute: what follows a fault is mostly its own doing.
        case calm

        var milliseconds: ClosedRange<Int> {
            switch self {
            case .dense: 1_500...4_500
            case .calm: 25_000...35_000
            }
        }
    }

    /// Deals the faults like cards: each has its turn before any comes again.
    ///
    /// - Parameters:
    ///   - duration: no fault begins later.
    ///   - impossible: what cannot be done here, such as filling a disk without leave to mount one.
    package init(seed: UInt64, duration: Duration, pace: Pace = .dense, without impossible: Set<Fault> = []) {
        var random = Seeded(seed)
        var strikes: [Strike] = []
        var deck: [Fault] = []
        var at = Duration.milliseconds(Int.random(in: Pace.dense.milliseconds, using: &random))
        while at < duration {
            if deck.isEmpty { deck = Fault.allCases.shuffled(using: &random) }
            let fault = deck.removeLast()
            let lasting = fault.duration.map { Int.random(in: $0, using: &random) } ?? 0
            let strike = Strike(at: at, fault: fault, lasting: .milliseconds(lasting), lot: random.next() >> 1)
            // Drawn even if it cannot be done, so that everything else stays as it is.
            if !impossible.contains(fault) { strikes.append(strike) }
            at += .milliseconds(Int.random(in: pace.milliseconds, using: &random))
        }
        self.strikes = strikes
    }

    /// Its strikes by whom they strike.
    package var lanes: [Target: [Strike]] { Dictionary(grouping: strikes, by: \.target) }
}

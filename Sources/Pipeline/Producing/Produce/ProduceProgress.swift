/// Where a run stands.
package struct ProduceProgress: Equatable, Sendable {
    /// Bytes of the input that were read and handed on.
    package var bytesDone: Int64
    /// All bytes of the input; nil where that is unknown, as for a pipe.
    package var bytesTotal: Int64?
    /// Events that the broker acknowledged so far.
    package var acknowledged: Int
    /// Lines refused so far.
    package var refused: Int
    /// Since the start.
    package var elapsed: Duration

    /// A state of a run.
    package init(bytesDone: Int64, bytesTotal: Int64?, acknowledged: Int, refused: Int, elapsed: Duration) {
        self.bytesDone = bytesDone
        self.bytesTotal = bytesTotal
        self.acknowledged = acknowledged
        self.refused = refused
        self.elapsed = elapsed
    }

    /// Acknowledged events per second since the start.
    package var eventsPerSecond: Double { elapsed > .zero ? Double(acknowledged) / elapsed.seconds : 0 }

    /// 0...1; nil where the total is unknown.
    package var fraction: Double? {
        guard let bytesTotal, bytesTotal > 0 else { return nil }
        return min(1, Double(bytesDone) / Double(bytesTotal))
    }

    /// What the rest will take at the speed so far; nil where that cannot be said.
    package var timeLeft: Duration? {
        guard let fraction, fraction > 0, elapsed > .zero else { return nil }
        return elapsed * ((1 - fraction) / fraction)
    }
}

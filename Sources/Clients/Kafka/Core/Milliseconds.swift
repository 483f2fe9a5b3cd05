extension Duration {
    /// Whole milliseconds, rounded up so that a short wait is no busy loop, within librdkafka's `int`.
    var milliseconds: Int32 {
        let (seconds, attoseconds) = components
        guard seconds >= 0, attoseconds >= 0 else { return 0 }
        guard seconds < Int64(Int32.max) / 1000 else { return Int32.max }
        let part = (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
        return Int32(seconds * 1000 + part)
    }
}

extension ContinuousClock.Instant {
    /// How long until this instant, never negative.
    var remaining: Duration { max(.zero, self - .now) }
}

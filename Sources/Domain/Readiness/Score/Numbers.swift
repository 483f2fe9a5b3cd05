#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The C library's logarithm and exponential, named once so that nothing else imports a C library.
public func naturalLogarithm(_ value: Double) -> Double { log(value) }
func exponential(_ value: Double) -> Double { exp(value) }

extension Comparable {
    func clamped(to range: ClosedRange<Self>) -> Self { min(max(self, range.lowerBound), range.upperBound) }
}

/// Mean and sample variance, taken in the order of the values so that the same values give the same bits.
struct Sample {
    private(set) var mean = 0.0
    /// Zero with fewer than two values.
    private(set) var variance = 0.0

    /// Two passes: exact enough for near-constant values, where a single pass cancels.
    init(_ values: ArraySlice<Double>) {
        guard !values.isEmpty else { return }
        var sum = 0.0
        for value in values { sum += value }
        mean = sum / Double(values.count)
        guard values.count > 1 else { return }
        var squares = 0.0
        for value in values { squares += (value - mean) * (value - mean) }
        variance = squares / Double(values.count - 1)
    }
}

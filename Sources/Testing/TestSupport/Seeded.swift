import Repeatable

/// Every run of a test draws the same numbers.
package struct Seeded: RandomNumberGenerator {
    private var random: SplitMix64

    /// Equal seeds give equal numbers.
    package init(_ seed: UInt64) { random = SplitMix64(seed: seed) }

    /// The next number.
    package mutating func next() -> UInt64 { random.next() }
}

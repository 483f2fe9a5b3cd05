import Repeatable

/// Everything that is left to chance, drawn from one seed.
struct Dice {
    private var random: SplitMix64

    init(seed: UInt64) { random = SplitMix64(seed: seed) }

    /// True so many times in a thousand; 0 draws nothing.
    mutating func chance(_ perMille: Int) -> Bool {
        perMille > 0 && number(0...999) < perMille
    }

    mutating func number(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + Int(random.next() % UInt64(range.upperBound - range.lowerBound + 1))
    }

    mutating func pick<Element>(_ elements: [Element]) -> Element? {
        elements.isEmpty ? nil : elements[number(0...(elements.count - 1))]
    }
}

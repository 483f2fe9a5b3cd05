import Repeatable

// Draws of our own, since the standard library's may change with a release of Swift.
extension SplitMix64 {
    /// Evenly distributed in 0..<1.
    mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

    /// Evenly distributed whole number of a range; the bias of a few parts in 2^53 does not matter here.
    mutating func integer(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + Int(unit() * Double(range.count))
    }

    mutating func chance(_ probability: Double) -> Bool { unit() < probability }

    /// About normal with mean 0 and deviation 1: the sum of twelve even draws, which needs no platform's `log`.
    mutating func gauss() -> Double {
        var sum = -6.0
        for _ in 0..<12 { sum += unit() }
        return sum
    }

    mutating func pick<Element>(_ elements: [Element]) -> Element { elements[integer(0...elements.count - 1)] }
}

/// Marks the beats of a recording that look like measurements of the heart and not of the sensor, section 12.
struct RRFilter {
    /// One mark per beat, true when kept.
    private(set) var kept: [Bool]

    /// Linear in the number of beats: each is judged by at most four neighbours.
    init(_ beats: [Double], settings: ReadinessSettings.RR) {
        kept = beats.map { settings.beatMs.contains($0) }
        let inRange = kept
        var neighbours: [Double] = []
        neighbours.reserveCapacity(4)
        for index in beats.indices where inRange[index] {
            neighbours.removeAll(keepingCapacity: true)
            for other in max(0, index - 2)...min(beats.count - 1, index + 2) where other != index && inRange[other] {
                neighbours.append(beats[other])
            }
            guard let median = RRFilter.median(&neighbours) else { continue }
            kept[index] = abs(beats[index] - median) <= settings.deviationMax * median
        }
    }

    /// The mean of the middle two when even in number; nil without neighbours, and then nothing speaks against a beat.
    private static func median(_ values: inout [Double]) -> Double? {
        guard !values.isEmpty else { return nil }
        values.sort()
        let middle = values.count / 2
        return values.count % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2
    }
}

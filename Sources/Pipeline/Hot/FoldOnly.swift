import Events
import Kafka
import Profiles
import Streaming

/// Decodes and folds wellness events and drops the result: the hot path's own work, for `pulsehub bench` to measure
/// without Kafka and Redis.
package struct FoldOnly {
    private let reader = RecordReader()
    private var profiles: [ExactText: WellnessProfile] = [:]

    /// Nobody is known.
    package init() {}

    /// Does what the stream processor does with a batch, up to the bytes to write.
    ///
    /// - Returns: the users whose profile changed.
    package mutating func process(
        _ batch: borrowing RecordBatch, partitions: Int32, terms: WellnessProfile.Terms
    ) -> Int {
        var work = HotBatch()
        batch.forEach { record in
            let origin = RecordOrigin(record, generation: 0)
            work.add(record, reader.read(record), at: origin, partitions: partitions)
        }
        var changed = 0
        for (user, events) in work.wellness {
            var profile = profiles.removeValue(forKey: user) ?? WellnessProfile()
            if let outcome = WellnessFold.apply(events, of: user.text, to: &profile, terms: terms) {
                _ = Outgoing.insight(outcome.insight)
                changed += 1
            }
            profiles[user] = profile
        }
        return changed
    }
}

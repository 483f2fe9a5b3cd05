import Events
import Profiles
import Streaming

/// One user's wellness fold, event by event: what the stream processor computes for an update, for `pulsehub bench` to
/// measure without Kafka and Redis.
package struct UpdateOnly {
    private let userID: String
    private let terms: WellnessProfile.Terms
    private var profile = WellnessProfile()
    private var fields: [String: [UInt8]] = [:]

    /// Nothing is known of the user.
    package init(userID: String, terms: WellnessProfile.Terms) {
        self.userID = userID
        self.terms = terms
    }

    /// Applies an event as a batch of its own, up to the bytes to write and to tell.
    ///
    /// - Returns: how many dates have a new score.
    package mutating func apply(_ event: Event, offset: Int64) -> Int {
        let origin = RecordOrigin(topic: Topics.wellness, partition: 0, offset: offset)
        let user = HotBatch.UserEvents(events: [event], origin: origin, timestamp: event.time)
        guard let outcome = WellnessFold.apply(user, of: userID, to: &profile, terms: terms) else { return 0 }
        _ = Outgoing.insight(outcome.insight)
        for field in outcome.fields { fields[field.name] = field.value }
        return outcome.insight.dates.count
    }

    /// What the user's hash in Redis would hold: the fold's own state, and the finished documents.
    package var storedBytes: (state: Int, documents: Int) {
        let documents = Set(ProfileDocument.allCases.map(\.rawValue))
        return fields.reduce(into: (0, 0)) { sum, field in
            let bytes = field.key.utf8.count + field.value.count
            if documents.contains(field.key) { sum.1 += bytes } else { sum.0 += bytes }
        }
    }
}

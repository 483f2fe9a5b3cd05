import Events
import Kafka

/// The key of a record in `insights.updated`: whose documents it brings, and of which fold.
///
/// Compaction keeps the newest record of each key, so a key for each fold keeps both of them. Both lie in the user's partition,
/// in the order in which they were told.
package struct InsightKey: Hashable, Sendable {
    /// What an insight can be of: each fold has documents of its own.
    package enum Fold: String, Sendable, CaseIterable {
        case wellness, activity

        /// The fold that a record of this topic goes into.
        package init(of topic: String) { self = topic == Topics.activity ? .activity : .wellness }
    }

    /// No user id holds it, so no key of one form is one of the other.
    private static let separator = UInt8(0x1F)

    /// Whose documents.
    package let user: String
    /// Nil for the keys of earlier versions, the user id alone.
    package let fold: Fold?

    /// A key of this version, or of an earlier one.
    package init(user: String, fold: Fold?) {
        self.user = user
        self.fold = fold
    }

    /// Reads a key of any version; nil where it is no text. A fold that nobody knows belongs to the user id, which is none then.
    package init?(_ bytes: some Collection<UInt8>) {
        let parts = bytes.split(separator: Self.separator, maxSplits: 1, omittingEmptySubsequences: false)
        if parts.count == 2, let fold = Fold(rawValue: String(decoding: parts[1], as: UTF8.self)),
            let user = String(validating: parts[0], as: UTF8.self)
        {
            self.init(user: user, fold: fold)
        } else {
            guard let user = String(validating: bytes, as: UTF8.self) else { return nil }
            self.init(user: user, fold: nil)
        }
    }

    /// As it stands in the record.
    package var bytes: [UInt8] {
        Array(user.utf8) + (fold.map { [Self.separator] + Array($0.rawValue.utf8) } ?? [])
    }

    /// Every key under which something of a user may stand in the topic, those of earlier versions included.
    package static func all(of user: String) -> [InsightKey] {
        ([nil] + Fold.allCases).map { InsightKey(user: user, fold: $0) }
    }

    /// A record of this key, in the user's partition.
    package func record(value: [UInt8]?, headers: [KafkaHeader]) -> ProducerRecord {
        ProducerRecord(
            topic: Topics.insights, key: bytes, placement: Array(user.utf8), value: value, headers: headers)
    }
}

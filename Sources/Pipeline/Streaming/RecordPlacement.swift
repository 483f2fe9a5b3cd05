import Events
import Kafka

/// Where an event's record lies, as seen from its user's partition: both paths follow this rule.
package enum RecordPlacement: Equatable, Sendable {
    /// In its user's partition.
    case right
    /// In another partition: the stream processor passes it over and produces it again to this one.
    ///
    /// The archiver folds it as well as its copy. Both say the same, and a daily row counts once; so the daily tables stay
    /// right also while the processes know of new partitions at different times.
    case misplaced(Int32)
    /// Moved before, time and again: it is parked, and no fold takes it.
    case givenUp(Rejection)

    /// How often a record is moved. Once is the rule; partitions that are added meanwhile may take another move.
    package static let movesMax = 3

    /// - Parameters:
    ///   - subject: the event's user, whose id is the record's key.
    ///   - partitions: how many the record's topic has.
    package init(of record: borrowing Record, subject: String, partitions: Int32) {
        let right = Murmur2.partition(for: subject.utf8, partitions: partitions)
        guard right != record.partition else {
            self = .right
            return
        }
        self.init(elsewhere: right, moves: record.headers().count { $0.name == RecordHeader.origin })
    }

    /// Of a record that belongs elsewhere, after so many moves.
    init(elsewhere right: Int32, moves: Int) {
        guard moves >= Self.movesMax else {
            self = .misplaced(right)
            return
        }
        self = .givenUp(
            Rejection(.wrongPartition, "it was moved \(moves) times, but belongs to partition \(right)"))
    }
}

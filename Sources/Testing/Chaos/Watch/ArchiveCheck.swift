import Events
import Kafka

/// Compares archived events with the log, and with what clients were told.
package struct ArchiveCheck {
    /// A row of the archive.
    package struct Row: Sendable {
        let place: TopicPartition
        let offset: Int
        let id: ExactText

        /// A row as it was found.
        package init(_ place: TopicPartition, offset: Int, id: String) {
            self.place = place
            self.offset = offset
            self.id = ExactText(id)
        }
    }

    /// Acknowledged events that are not in the archive, though nobody has erased them.
    package let lost: Set<ExactText>
    /// Events that are in the archive more often than once.
    package let doubled: Set<ExactText>
    /// How many events nobody acknowledged, and are in the archive nevertheless.
    package let storedUnacknowledged: Int
    /// What is wrong, a line each.
    package let violations: [String]

    /// Enough to see what kind of mistake it is.
    private static let examples = 5

    package init(
        _ rows: [Row], log: WitnessedLog, acknowledged: some Sequence<ExactText>, unknown: Set<ExactText>
    ) {
        let (events, forgotten) = (log.events, log.forgotten)
        var copies: [ExactText: Int] = [:]
        var left = events.mapValues { $0.count { $0 != nil } }
        var misplaced: [String] = []
        for row in rows {
            // What is no event has no id.
            if !row.id.text.isEmpty { copies[row.id, default: 0] += 1 }
            let records = events[row.place] ?? []
            if records.indices.contains(row.offset), records[row.offset] == nil {
                misplaced.append("erased, and still in the archive: \(row.id.text) at \(row.place), \(row.offset)")
                continue
            }
            left[row.place, default: 0] -= 1
            if !records.indices.contains(row.offset) || records[row.offset] != row.id {
                misplaced.append(
                    "the archive has \(row.id.text) at offset \(row.offset) of \(row.place), the log has not")
            }
        }
        lost = Set(acknowledged.filter { copies[$0] == nil }).subtracting(forgotten)
        doubled = Set(copies.filter { $0.value > 1 }.keys)
        storedUnacknowledged = unknown.count { copies[$0] != nil }
        violations =
            misplaced.prefix(Self.examples)
            + left.filter { $0.value != 0 }.map { "\($0): \($1) records of the log are missing in the archive" }
            .sorted()
            + lost.prefix(Self.examples).map { "acknowledged, and not in the archive: \($0.text)" }
            + doubled.prefix(Self.examples).map { "\(copies[$0] ?? 0) times in the archive: \($0.text)" }
    }
}

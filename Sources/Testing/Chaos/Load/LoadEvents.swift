import Events
import Kafka
import TestSupport

/// Made-up athletes without an end: 60 days of twenty of them, then the next 60 days.
struct LoadEvents {
    /// An event as a client sends it.
    struct Sent: Sendable {
        let id: ExactText
        let value: [UInt8]
    }

    private let seed: UInt64
    private var round = 0
    private var waiting: ArraySlice<Sent> = []
    private var known: Set<ExactText> = []

    private static let athletes = 20
    private static let days = 60
    /// Long past on every clock, however long the run.
    private static let start = CivilDate(dayNumber: 12_000)

    init(seed: UInt64) { self.seed = seed }

    /// The next events; no id comes twice.
    mutating func next(_ count: Int) async throws -> [Sent] {
        while waiting.count < count {
            round += 1
            let records = await InputRecords.simulated(
                athletes: Self.athletes, days: Self.days, seed: seed &+ UInt64(round),
                endDate: Self.start.advanced(by: round * Self.days))
            for record in records {
                let value = record.value ?? []
                let now = Instant(milliseconds: record.timestampMs ?? 0)
                let event = try value.withUnsafeBytes { try EventDecoder().decode(unsent: $0, now: now) }
                let id = ExactText(event.id)
                if known.insert(id).inserted { waiting.append(Sent(id: id, value: value)) }
            }
        }
        defer { waiting = waiting.dropFirst(count) }
        return Array(waiting.prefix(count))
    }
}

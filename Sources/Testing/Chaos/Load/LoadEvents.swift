import EventCodec
import Events
import Kafka
import TestSupport

/// Made-up athletes without an end: 60 days of twenty of them, then the next 60 days.
struct LoadEvents {
    /// An event as a client sends it.
    struct Sent: Sendable {
        let id: ExactText
        /// Whom it is about.
        let user: ExactText
        let value: [UInt8]
    }

    private let seed: UInt64
    private var round = 0
    private var waiting: ArraySlice<Sent> = []
    private var known: Set<ExactText> = []

    private static let athletes = 20
    /// Nobody asks the API for these, who would be right to answer that it knows of no such person.
    static let erasable = (2...athletes).map { number in ExactText((number < 10 ? "sim-000" : "sim-00") + "\(number)") }
    private static let days = 60
    /// Long past on every clock, however long the run.
    private static let start = CivilDate(dayNumber: 12_000)

    init(seed: UInt64) { self.seed = seed }

    /// The next events, but none about those who are gone; no id comes twice.
    mutating func next(_ count: Int, without gone: Set<ExactText>) async throws -> [Sent] {
        var events: [Sent] = []
        while events.count < count {
            while let event = waiting.popFirst() {
                if !gone.contains(event.user) { events.append(event) }
                if events.count == count { return events }
            }
            round += 1
            let records = await InputRecords.simulated(
                athletes: Self.athletes, days: Self.days, seed: seed &+ UInt64(round),
                endDate: Self.start.advanced(by: round * Self.days))
            for record in records {
                let value = record.value ?? []
                let now = Instant(milliseconds: record.timestampMs ?? 0)
                let event = try value.withUnsafeBytes { try EventDecoder().decode(unsent: $0, now: now) }
                let id = ExactText(event.id)
                if known.insert(id).inserted {
                    waiting.append(Sent(id: id, user: ExactText(event.subject), value: value))
                }
            }
        }
        return events
    }
}

import Events
import Foundation
import Kafka
import Postgres
import Profiles
import Readiness
import TestSupport

/// Histories that arrive in several orders, each as a person of its own, so that one run covers them all.
struct LateHistory {
    /// How a history arrives.
    enum Order: String, CaseIterable {
        case asIs, reversed, shuffled, newestFirst

        func arrange(_ events: [Event], _ random: inout Seeded) -> [Event] {
            switch self {
            case .asIs: events
            case .reversed: events.reversed()
            case .shuffled:
                (events + events.shuffled(using: &random).prefix(events.count / 5)).shuffled(using: &random)
            case .newestFirst: events.suffix(1) + events.dropLast()
            }
        }
    }

    /// 2025-05-31: past on every clock.
    static let noon = Undisturbed.endDate

    /// Two years of one person with months of silence, another vendor, a deleted day, loads, and a sleep need that is
    /// told late.
    static func written(_ number: Int) -> [Event] {
        var random = Seeded(UInt64(number))
        let first = noon.advanced(by: -800)
        var events: [Event] = []
        func add(_ day: Int, _ name: String, _ payload: (CivilDate, Instant) -> Payload) {
            let date = first.advanced(by: day)
            let at = Instant(microseconds: Int64(date.dayNumber) * 86_400_000_000).advanced(bySeconds: 21_600)
            events.append(
                Event(id: "\(name)-\(day)", source: "test", subject: "p\(number)", time: at, payload: payload(date, at))
            )
        }
        for day in [0..<150, 290..<400, 405..<500, 720..<800].joined() {
            let vendor = day < 290 ? "polar" : "oura"
            add(day, "hrv") {
                .hrv(
                    HRVRecorded(
                        date: $0, vendor: vendor, rMSSD: .random(in: 30...80, using: &random),
                        restingHR: .random(in: 45...60, using: &random), capturedAt: $1))
            }
            if day % 2 == 0 {
                add(day, "night") {
                    .sleep(
                        SleepRecorded(
                            date: $0, vendor: vendor, durationMin: .random(in: 300...540, using: &random),
                            capturedAt: $1))
                }
            }
            if day % 9 == 0 {
                add(day, "run") {
                    .training(TrainingRecorded(date: $0, load: .random(in: 50...400, using: &random), capturedAt: $1))
                }
            }
            if day % 100 == 50 {
                add(day, "delete") {
                    .deleted(RecordDeleted(kind: .hrv, date: $0, vendor: vendor, capturedAt: $1.advanced(bySeconds: 1)))
                }
            }
        }
        add(600, "need") { _, _ in .profile(ProfileUpdated(sleepNeedMin: 430, displayName: "P\(number)")) }
        return events
    }

    /// Every history in these orders, one person after the other.
    static func records(
        _ histories: [[Event]], in orders: [Order] = Order.allCases, seed: UInt64 = 1
    ) -> [ProducerRecord] {
        var random = Seeded(seed)
        let start = Int64(noon.dayNumber) * 86_400_000 + 43_200_000
        return orders.flatMap { order in
            histories.flatMap { order.arrange($0, &random).map { (order, $0) } }
        }.enumerated().map { index, arrival in
            let (order, event) = arrival
            let user = "\(event.subject)-\(order.rawValue)"
            let own = Event(id: event.id, source: event.source, subject: user, time: event.time, payload: event.payload)
            return InputRecords.record(Topics.wellness, user, own.encoded(), timestampMs: start + Int64(index))
        }
    }

    /// Every date's document by user, as the definition has it: from all rows at once, whenever they came.
    static func expected(_ records: [ProducerRecord]) -> [String: [String]] {
        let terms = WellnessProfile.Terms(settings: .standard, configCommit: "")
        return DirectFold(records).profiles.reduce(into: [:]) { scores, person in
            let (user, profile) = person
            scores[user] = profile.scoredDates(in: .earliest...CivilDate(dayNumber: .max)).map { date in
                String(decoding: profile.readinessDocument(on: date, terms: terms, userID: user), as: UTF8.self)
            }
        }
    }

    /// Every date's document by user, as `readiness_snapshots` has it.
    static func stored(in pipeline: Pipeline) throws -> [String: [String]] {
        let rows = try pipeline.openPostgres().query(
            "SELECT user_id, document FROM readiness_snapshots ORDER BY user_id, date"
        ).rows
        return try rows.reduce(into: [:]) { scores, row in
            scores[try row.text(0), default: []].append(try row.text(1))
        }
    }

    /// What is stored of the people whose history came in one order, under the names that they share in all orders.
    static func outcome(_ outcome: Outcome, of order: Order) -> Outcome {
        let ending = "-\(order.rawValue)\""
        var own = outcome
        (own.checkpoints, own.archive) = ([:], [])
        own.daily = outcome.daily.filter { $0.contains(ending) }.map { $0.replacing(ending, with: "\"") }
        own.profiles = outcome.profiles.reduce(into: [:]) { profiles, person in
            guard person.key.hasSuffix(ending.dropLast()) else { return }
            profiles[String(person.key.dropLast(ending.count - 1))] = person.value.mapValues { value in
                // The documents name the person, the binary state does not.
                String(validating: value, as: UTF8.self).map { Array($0.replacing(ending, with: "\"").utf8) } ?? value
            }
        }
        return own
    }

    static func queueLength(in pipeline: Pipeline) throws -> Int {
        try pipeline.openPostgres().query("SELECT count(*) FROM rescore_queue").first?.int(0) ?? 0
    }
}

extension Pipeline {
    /// Waits until everything is folded and archived, and the rescore queue is empty.
    func waitUntilRescored() throws {
        try waitUntilDone()
        try eventually("the rescore queue is empty", deadline: .seconds(90), state: { logs }) {
            try LateHistory.queueLength(in: self) == 0
        }
    }
}

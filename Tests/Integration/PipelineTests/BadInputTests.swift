import Events
import Kafka
import Postgres
import TestSupport
import Testing

extension PipelineTests {
    @Suite("Bad input")
    struct BadInputTests {
        @Test(
            "10,000 bad records among good ones: all archived, the unusable parked with reasons, every good one counted"
        )
        func tenThousand() async throws {
            let good = await Undisturbed.input.value
            let expected = try await Undisturbed.outcome.value
            var random = Seeded(7)
            let bad = (0..<10_000).map { Self.bad($0, timestampMs: good[0].timestampMs ?? 0, &random) }
            // Where each of the good ones stands is drawn, their order is kept.
            let slots = (Array(repeating: true, count: good.count) + Array(repeating: false, count: bad.count))
                .shuffled(using: &random)
            try await Pipeline.run { pipeline in
                let hot = try pipeline.start(.streamProcessor, ["HOT_BATCH_RECORDS": "500"])
                let cold = try pipeline.start(.archiver, ["COLD_BATCH_RECORDS": "500"])
                var (goods, bads) = (good[...], bad[...])
                let records = slots.compactMap { $0 ? goods.popFirst() : bads.popFirst()?.record }
                let deliveries = try pipeline.produce(records)
                try pipeline.waitUntilDone()
                #expect(hot.isRunning && cold.isRunning)

                let profiles = try pipeline.profiles()
                #expect(profiles.filter { expected.profiles.keys.contains($0.key) } == expected.profiles)
                let archived = try Archived.read(pipeline)
                #expect(archived.count == records.count)
                let parked = try Parked.read(pipeline)
                bads = bad[...]
                for ((isGood, record), delivery) in zip(zip(slots, records), deliveries) {
                    let place = "\(record.topic)/\(delivery.partition)/\(delivery.offset)"
                    let row = try #require(archived[place], "\(place) is not archived")
                    #expect(row.raw == nil || row.raw == record.value, "\(place) has other bytes")
                    #expect((row.raw ?? row.json) != nil || record.value == nil, "\(place) has lost its value")
                    let letters = parked[place] ?? []
                    let damage = isGood ? nil : bads.popFirst()?.damage
                    #expect(letters.isEmpty == (row.rejection == nil), "\(place): \(row.rejection ?? "usable")")
                    if isGood { #expect(letters.isEmpty, "\(place) is good, and parked: \(letters)") }
                    guard let damage else { continue }
                    #expect(letters.isEmpty == damage.reasons.isEmpty, "\(place), \(damage): \(letters)")
                    for letter in letters {
                        #expect(damage.reasons.map(\.rawValue).contains(letter.reason), "\(damage): \(letter)")
                        #expect(row.rejection?.hasPrefix(letter.reason) == true)
                        #expect(letter.key == record.key)
                    }
                }
                #expect(Set(parked.keys).isSubset(of: archived.keys))
            }
        }

        /// Half of them spoilt in a known way, half of them scrambled.
        private static func bad(
            _ number: Int, timestampMs: Int64, _ random: inout Seeded
        ) -> (damage: Damage?, record: ProducerRecord) {
            let record = Damage.victim(number, timestampMs: timestampMs)
            guard number % 2 == 0 else { return (nil, Damage.scramble(record, &random)) }
            // Large ones are few, since the in-memory log holds only a few megabytes.
            let kinds = Damage.allCases.filter { $0 != .tooLarge || number % 500 == 0 }
            let damage = number % 500 == 0 ? .tooLarge : kinds[number / 2 % kinds.count]
            return (damage, damage.apply(to: record, &random))
        }
    }
}

/// A row of the archive, by its place in the log.
struct Archived {
    let raw: [UInt8]?
    let json: [UInt8]?
    let rejection: String?

    static func read(_ pipeline: Pipeline) throws -> [String: Archived] {
        let rows = try pipeline.openPostgres().query(
            """
            SELECT topic || '/' || partition || '/' || "offset" AS place, raw, payload, rejection
            FROM archive.events WHERE topic = ANY($1)
            """, [.textArray(Pipeline.inputs)]
        ).rows
        return Dictionary(
            try rows.map { row in
                (
                    try row.text("place"),
                    Archived(
                        raw: try row.isNull("raw") ? nil : try row.bytes("raw"),
                        json: try row.isNull("payload") ? nil : try row.bytes("payload"),
                        rejection: try row.isNull("rejection") ? nil : try row.text("rejection"))
                )
            }, uniquingKeysWith: { first, _ in first })
    }
}

/// A dead letter; several may have one origin, since delivery is at least once.
struct Parked {
    let reason: String
    let key: [UInt8]?

    static func read(_ pipeline: Pipeline) throws -> [String: [Parked]] {
        let rows = try pipeline.openPostgres().query(
            """
            SELECT (SELECT h->>'value' FROM jsonb_array_elements(headers) AS h WHERE h->>'name' = 'pulsehub-origin') AS origin,
                (SELECT h->>'value' FROM jsonb_array_elements(headers) AS h WHERE h->>'name' = 'pulsehub-reason') AS reason,
                key
            FROM archive.events WHERE topic = $1
            """, [.text(Topics.deadLetter)]
        ).rows
        return Dictionary(
            grouping: try rows.map { row in
                (
                    try row.text("origin"),
                    Parked(reason: try row.text("reason"), key: try row.isNull("key") ? nil : try row.bytes("key"))
                )
            }, by: \.0
        ).mapValues { $0.map(\.1) }
    }
}

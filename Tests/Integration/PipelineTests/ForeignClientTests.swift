import Events
import Foundation
import Kafka
import Postgres
import TestSupport
import Testing

extension PipelineTests {
    @Suite("Clients that are not ours")
    struct ForeignClientTests {
        @Test(
            "kcat, which places keys elsewhere: every misplaced record is moved once and counted once",
            .enabled(if: Program.find("kcat") != nil, "kcat is not installed; apt-get install kcat"))
        func kcat() async throws {
            let input = await Undisturbed.input.value
            let expected = try await Undisturbed.outcome.value
            try await Pipeline.run { pipeline in
                for topic in Pipeline.inputs {
                    let lines = input.filter { $0.topic == topic }
                        .map { ($0.key ?? []) + [UInt8(ascii: "\t")] + ($0.value ?? []) + [UInt8(ascii: "\n")] }
                    _ = try Program.run(
                        "kcat", ["-P", "-b", pipeline.bootstrapServers, "-t", topic, "-K", "\t"],
                        input: Data(lines.joined()))
                }
                let hot = try pipeline.start(.streamProcessor, ["HOT_BATCH_RECORDS": "100"])
                _ = try pipeline.start(.archiver)
                try pipeline.waitUntilDone()
                #expect(hot.isRunning)
                let placed = try Placed.read(pipeline)
                let misplaced = placed.filter { $0.origin == nil && !$0.isRight }.map(\.place)
                #expect(!misplaced.isEmpty, "kcat placed every key as we do: nothing was tested")
                // Moved at least once: a store that answers late makes it twice.
                #expect(Set(placed.compactMap(\.origin)) == Set(misplaced))
                #expect(placed.allSatisfy { $0.isRight || $0.origin == nil })
                #expect(try pipeline.outcome().differences(from: expected, ignoringLog: true) == [])
            }
        }

        @Test(
            "events in binary and in structured mode as the Python SDK writes them",
            .enabled(if: PythonSDK.isInstalled, "python3 has no cloudevents 2; pip install cloudevents"))
        func python() async throws { try await send(try PythonSDK.records(await Undisturbed.input.value)) }

        @Test("events in binary mode, written by hand as an SDK would")
        func binary() async throws { try await send(try await Undisturbed.input.value.map(BinaryMode.record)) }

        private func send(_ records: [ProducerRecord]) async throws {
            let expected = try await Undisturbed.outcome.value
            try await Pipeline.run { pipeline in
                try pipeline.produce(records)
                _ = try pipeline.start(.streamProcessor)
                _ = try pipeline.start(.archiver)
                try pipeline.waitUntilDone()
                #expect(try pipeline.outcome().differences(from: expected, ignoringLog: true) == [])
                #expect(try pipeline.archive(of: [Topics.deadLetter]).isEmpty)
            }
        }
    }
}

/// Where an archived record stands, and where it came from if it was moved.
private struct Placed {
    let place: String
    let origin: String?
    /// Whether its key belongs to its partition.
    let isRight: Bool

    static func read(_ pipeline: Pipeline) throws -> [Placed] {
        try pipeline.openPostgres().query(
            """
            SELECT topic, partition, topic || '/' || partition || '/' || "offset" AS place, key,
                (SELECT h->>'value' FROM jsonb_array_elements(headers) AS h WHERE h->>'name' = 'pulsehub-origin') AS origin
            FROM archive.events WHERE topic = ANY($1)
            """, [.textArray(Pipeline.inputs)]
        ).rows.map { row in
            let right = Murmur2.partition(
                for: try row.bytes("key"), partitions: Pipeline.partitions[try row.text("topic")] ?? 1)
            return Placed(
                place: try row.text("place"), origin: try row.isNull("origin") ? nil : try row.text("origin"),
                isRight: Int(right) == (try row.int("partition")))
        }
    }
}

import Assembly
import Events
import Hot
import Kafka
import Streaming

/// The rows of the hot path, each adding one step to the one before.
struct HotRows {
    let assembly: Assembly
    let reader: LogReader

    /// librdkafka and our consumer alone: the ceiling.
    func consume() throws -> Measurement { try reader.read { _ in } }

    /// Every record decoded and validated.
    func decode() throws -> Measurement {
        let decoder = RecordReader()
        return try reader.read { batch in
            try batch.forEach { record in
                guard case .event = decoder.read(record) else { throw DevError("a record is no event") }
            }
        }
    }

    /// Decoding and folding of records that lie in memory: no Kafka, no Redis, no output.
    func fold() throws -> Measurement {
        let held = try reader.hold()
        let terms = assembly.terms
        var fold = FoldOnly()
        let watch = Stopwatch()
        var users = 0
        for held in held { users += fold.process(held.batch, partitions: Bench.partitions, terms: terms) }
        return watch.measurement(items: reader.events, writes: users)
    }

    /// The stream processor as it runs in its process, into Redis and `insights.updated`.
    func processor() async throws -> Measurement {
        let producer = try assembly.producer()
        defer { producer.close(deadline: .seconds(10)) }
        let processor = try assembly.streamProcessor(producer: producer)
        return try await processor.runner.measure(
            until: reader.events, items: { processor.progress.counts.events },
            writes: { processor.progress.counts.writes })
    }
}

extension SinkRunner {
    /// Runs until so many items are committed, and measures from the assignment on.
    func measure(
        until total: Int, items: @escaping @Sendable () -> Int, writes: @escaping @Sendable () -> Int? = { nil }
    ) async throws -> Measurement {
        try await withThrowingTaskGroup(of: Measurement?.self) { tasks in
            tasks.addTask {
                try await self.run()
                return nil
            }
            tasks.addTask {
                defer { self.stop() }
                while self.obstacle != nil { try await Task.sleep(for: .milliseconds(1)) }
                let watch = Stopwatch()
                while items() < total { try await Task.sleep(for: .milliseconds(2)) }
                return watch.measurement(items: total, writes: writes())
            }
            var measured: Measurement?
            for try await result in tasks { measured = measured ?? result }
            guard let measured else { throw DevError("the process ended before it had read everything") }
            return measured
        }
    }
}

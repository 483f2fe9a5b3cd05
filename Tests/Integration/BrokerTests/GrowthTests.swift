import Events
import Kafka
import Redis
import TestSupport
import Testing

extension BrokerTests {
    @Suite("Partitions that are added")
    struct GrowthTests {
        @Test("from 12 to 16 to 23 under load, with three processors that are restarted one after the other")
        func underLoad() async throws {
            let twelve = Dictionary(uniqueKeysWithValues: Pipeline.inputs.map { ($0, Int32(12)) })
            try await Pipeline.onBroker(partitions: twelve) { pipeline, stage in
                var processors = try (0..<3).map { _ in try pipeline.start(.streamProcessor, Pipeline.soon) }
                let archivers = try (0..<2).map { _ in try pipeline.start(.archiver, Pipeline.soon) }
                func waitUntilOwned(_ partitions: Int) throws {
                    try eventually("all \(partitions) partitions are owned", state: { pipeline.logs }) {
                        try pipeline.checkAlive()
                        return [processors, archivers].allSatisfy { members in
                            let owned = members.reduce(into: Set<TopicPartition>()) { $0.formUnion($1.assigned) }
                            return Pipeline.inputs.allSatisfy { topic in
                                owned.count { $0.topic == topic } >= partitions
                            }
                        }
                    }
                }
                try waitUntilOwned(12)
                let load = try SteadyLoad(
                    .init(rate: 500, users: 200, wellnessPercent: 20), in: pipeline,
                    properties: ["topic.metadata.refresh.interval.ms": "3000"])
                for partitions in [16, 23] {
                    try await Task.sleep(for: .seconds(4))
                    for topic in Pipeline.inputs { try stage.grow(topic, to: Int32(partitions)) }
                    try waitUntilOwned(partitions)
                }
                for index in processors.indices {
                    processors[index].stop()
                    processors[index] = try pipeline.start(.streamProcessor, Pipeline.soon)
                    try await Task.sleep(for: .seconds(2))
                }
                try waitUntilOwned(23)
                try load.stop()
                try ExactlyOnceCheck(pipeline, acknowledged: load.acknowledged).expect(within: .seconds(180))
                for processor in processors { processor.stop() }
                try pipeline.rebuildAndExpectTheSame(isEmptied: false)
                try ExactlyOnceCheck(pipeline, acknowledged: load.acknowledged).expect()
                // Without the numbers of the past everybody's events are the same; in which order ids are remembered is not.
                try pipeline.openRedis().command("FLUSHALL")
                let (code, output) = try pipeline.run(.rebuild, ["--all"])
                #expect(code == 0, "rebuild: \(output)")
                try ExactlyOnceCheck(pipeline, acknowledged: load.acknowledged).expect()
            }
        }
    }
}

import Events
import Kafka
import Postgres
import TestSupport
import Testing

extension PipelineTests {
    @Suite("Dead letters that cannot be written")
    struct DeadLetterOutageTests {
        @Test("the partition waits at the bad record, and goes on when dead-letter can be written again")
        func waits() async throws {
            try await Pipeline.run { pipeline in
                let cluster = try #require(pipeline.cluster)
                let parking = (0..<(Pipeline.partitions[Topics.deadLetter] ?? 0)).map {
                    TopicPartition(topic: Topics.deadLetter, partition: $0)
                }
                for place in parking { try cluster.setLeader(of: place, broker: nil) }
                let input = await InputRecords.simulated(athletes: 2, days: 10, seed: 3, endDate: Undisturbed.endDate)
                let bad = InputRecords.record(Topics.wellness, "ada", Array("no JSON".utf8))
                let place = try #require(try pipeline.produce(input + [bad] + input).dropFirst(input.count).first)
                let hot = try pipeline.start(.streamProcessor, ["PRODUCER_DELIVERY_TIMEOUT": "1s"])
                for _ in 0..<2 {
                    let tried = hot.log.count
                    try eventually("the dead letter was refused", state: { hot.log }) {
                        hot.log.dropFirst(tried).contains("the sink failed, trying again")
                    }
                    let waiting = TopicPartition(topic: Topics.wellness, partition: place.partition)
                    #expect(try pipeline.checkpoints()[waiting, default: 0] <= place.offset)
                }
                for place in parking { try cluster.setLeader(of: place, broker: 1) }
                try eventually("the stream processor has caught up", state: { hot.log }, isTrue: pipeline.isHotDone)
                #expect(hot.isRunning)
                #expect(try pipeline.logEnd(of: [Topics.deadLetter]) >= 1)
                _ = try pipeline.start(.archiver)
                try pipeline.waitUntilDone()
                let listed = try pipeline.openPostgres().query(
                    "SELECT origin_partition, origin_offset FROM archive.dead_letters"
                ).rows.map { [try $0.int(0), try $0.int(1)] }
                #expect(listed == [[Int(place.partition), Int(place.offset)]])
            }
        }
    }
}

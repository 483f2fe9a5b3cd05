import Events
import Kafka
import TestSupport
import Testing

extension BrokerTests {
    @Suite("Sudden deaths")
    struct DeathTests {
        @Test(
            "kill -9 of the broker under load",
            .enabled(
                if: Broker.restart != nil,
                "PULSEHUB_TEST_KAFKA_RESTART has no command; make test-broker KAFKA_RESTART='…' names one"))
        func broker() async throws {
            try await Pipeline.onBroker { pipeline, _ in
                let pair = try Pair(pipeline)
                let load = try SteadyLoad(
                    .init(rate: 300, users: 100, wellnessPercent: 20), in: pipeline, patience: .seconds(300))
                try eventually("events flow", state: { pipeline.logs }) { load.acknowledged.count > 1_000 }
                try Broker.killAndRestart()
                let taken = load.acknowledged.count
                try eventually("events flow again", deadline: .seconds(120), state: { pipeline.logs }) {
                    load.acknowledged.count > taken + 1_000
                }
                try load.stop(within: .seconds(300))
                try ExactlyOnceCheck(pipeline, acknowledged: load.acknowledged).expect()
                #expect(pair.hot.isRunning && pair.cold.isRunning)
            }
        }

        @Test("kill -9 of one of two processors: the group goes on within its session and some seconds")
        func processor() async throws {
            try await Pipeline.onBroker { pipeline, _ in
                _ = try pipeline.start(.archiver)
                let processors = try (0..<2).map { _ in try pipeline.start(.streamProcessor) }
                try eventually("both own partitions", state: { pipeline.logs }) {
                    processors.allSatisfy { !$0.assigned.isEmpty }
                }
                let load = try SteadyLoad(.init(rate: 300, users: 100, wellnessPercent: 20), in: pipeline)
                try eventually("events flow", state: { pipeline.logs }) { load.acknowledged.count > 1_000 }
                let start = ContinuousClock.now
                processors[0].kill()
                // A session of 6 s, which the tests' processes have, and what a busy machine adds.
                try eventually("the other one owns everything", deadline: .seconds(20), state: { pipeline.logs }) {
                    Pipeline.inputs.allSatisfy { topic in
                        processors[1].assigned.count { $0.topic == topic } == Int(Pipeline.stage[topic] ?? 0)
                    }
                }
                print("the group went on \(ContinuousClock.now - start) after the death of a member")
                try load.stop()
                try ExactlyOnceCheck(pipeline, acknowledged: load.acknowledged).expect()
            }
        }

        @Test("a processor that is frozen past its session and wakes up again writes nothing twice")
        func zombie() async throws {
            try await Pipeline.onBroker { pipeline, _ in
                _ = try pipeline.start(.archiver)
                let processors = try (0..<2).map { _ in try pipeline.start(.streamProcessor) }
                try eventually("both own partitions", state: { pipeline.logs }) {
                    processors.allSatisfy { !$0.assigned.isEmpty }
                }
                let load = try SteadyLoad(.init(rate: 500, users: 100, wellnessPercent: 20), in: pipeline)
                try eventually("events flow", state: { pipeline.logs }) { load.acknowledged.count > 1_000 }
                processors[0].freeze()
                try eventually("the other one owns everything", state: { pipeline.logs }) {
                    Pipeline.inputs.allSatisfy { topic in
                        processors[1].assigned.count { $0.topic == topic } == Int(Pipeline.stage[topic] ?? 0)
                    }
                }
                processors[0].thaw()
                let start = ContinuousClock.now
                try eventually("both own partitions again", state: { pipeline.logs }) {
                    let owned = processors.map(\.assigned)
                    return owned.allSatisfy { !$0.isEmpty } && owned[0].isDisjoint(with: owned[1])
                }
                print("the group was whole again \(ContinuousClock.now - start) after the zombie woke up")
                try load.stop()
                try ExactlyOnceCheck(pipeline, acknowledged: load.acknowledged).expect()
            }
        }
    }
}

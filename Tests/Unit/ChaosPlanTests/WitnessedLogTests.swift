import Chaos
import Events
import Kafka
import Streaming
import Testing

@Suite("The log as the witness reads it")
struct WitnessedLogTests {
    private let nights = TopicPartition(topic: Topics.wellness, partition: 0)
    private let views = TopicPartition(topic: Topics.activity, partition: 1)
    private let insights = TopicPartition(topic: Topics.insights, partition: 2)
    private let ada = ExactText("ada")
    private let bob = ExactText("bob")

    private func event(_ id: String, _ user: ExactText) -> WitnessedLog.Content {
        .event(id: ExactText(id), user: user)
    }

    private func insight(of place: TopicPartition, _ offset: Int64) -> WitnessedLog.Content {
        .derived(from: RecordOrigin(topic: place.topic, partition: place.partition, offset: offset))
    }

    @Test("an erasure takes what the person has sent before it to its topic, and nothing else")
    func before() {
        var log = WitnessedLog()
        log.append(event("a", ada), to: nights)
        log.append(event("b", bob), to: nights)
        log.append(event("v", ada), to: views)
        log.append(.erasure(of: ada), to: nights)
        log.append(event("c", ada), to: nights)
        #expect(log.ends == [nights: 4, views: 1])
        #expect(log.events[nights] == [nil, ExactText("b"), ExactText(""), ExactText("c")])
        #expect(log.events[views] == [ExactText("v")])
        #expect(log.kept == [nights: 3, views: 1])
        #expect(log.forgotten == [ExactText("a")])
    }

    @Test("an insight goes with the event it was computed from, whichever of the two is read first")
    func derived() {
        var log = WitnessedLog()
        log.append(insight(of: nights, 0), to: insights)
        log.append(insight(of: nights, 2), to: insights)
        log.append(.other, to: insights)
        log.append(event("a", ada), to: nights)
        log.append(.erasure(of: ada), to: nights)
        log.append(event("c", ada), to: nights)
        #expect(log.kept == [insights: 2, nights: 2])
    }

    @Test("who was erased is gone until the next event")
    func gone() {
        var log = WitnessedLog()
        log.append(event("a", ada), to: nights)
        #expect(log.gone == [])
        log.append(.erasure(of: ada), to: nights)
        #expect(log.gone == [ada])
        log.append(event("v", ada), to: views)
        #expect(log.gone == [])
        log.append(.erasure(of: ada), to: views)
        #expect(log.gone == [ada])
    }
}

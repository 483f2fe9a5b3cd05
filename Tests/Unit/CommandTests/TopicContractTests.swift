import Testing

@testable import Settings
@testable import pulsehub

@Suite("Topic files against the code")
struct TopicContractTests {
    @Test("the files in the repository say what the code does")
    func repository() throws {
        #expect(TopicsCommand.Contract.mistakes(in: try shippedTopics()) == [])
    }

    @Test("a topic that the code uses must have a file")
    func absent() throws {
        let topics = try shippedTopics().filter { $0.name != "dead-letter" }
        #expect(
            TopicsCommand.Contract.mistakes(in: topics)
                == ["topics/dead-letter.yaml: is missing; the code uses this topic"])
    }

    @Test("a file that the code knows nothing of is a mistake")
    func unused() throws {
        let topics = try shippedTopics() + [definition(name: "orders")]
        #expect(
            TopicsCommand.Contract.mistakes(in: topics)
                == ["topics/orders.yaml: the code uses no topic of this name"])
    }

    @Test("a schema must be a type that the decoder knows")
    func unknownSchema() {
        #expect(TopicsCommand.Contract.isKnown("pulsehub.hrv.recorded.v1"))
        #expect(TopicsCommand.Contract.isKnown("pulsehub.activity.v1"))
        #expect(!TopicsCommand.Contract.isKnown("pulsehub.hrv.recorded.v2"))
    }

    @Test(
        "an example must be a valid event of the topic it stands in",
        arguments: [
            (#"{"specversion":"1.0"}"#, "example: invalid_envelope"),
            (
                event(type: "pulsehub.page.viewed.v1", data: #"{"url":"/"}"#),
                "example: pulsehub.page.viewed.v1 belongs on the topic user-activity-events"
            ),
            (
                event(type: "pulsehub.profile.updated.v1", data: "{}"),
                "example: pulsehub.profile.updated.v1 is not among the topic's schemas"
            ),
        ])
    func examples(example: String, mistake: String) throws {
        let topics = try shippedTopics().map { topic in
            topic.name == "data.normalized"
                ? definition(name: topic.name, schemas: ["pulsehub.hrv.recorded.v1"], example: example) : topic
        }
        let mistakes = TopicsCommand.Contract.mistakes(in: topics)
        #expect(mistakes.count == 1)
        #expect(mistakes.first?.hasPrefix("topics/data.normalized.yaml: \(mistake)") == true)
    }
}

private func shippedTopics(file: String = #filePath) throws -> [TopicDefinition] {
    let root = file.split(separator: "/").dropLast(4).joined(separator: "/")
    return try TopicCatalog.load("/\(root)/topics")
}

private func definition(name: String, schemas: [String] = [], example: String = "{}") -> TopicDefinition {
    TopicDefinition(
        name: name, description: "d", owner: "o", partitions: 1, retention: .seconds(60), cleanup: .delete, key: "k",
        schemas: schemas, onInvalid: .drop, example: example)
}

private func event(type: String, data: String) -> String {
    #"{"specversion":"1.0","id":"1","source":"s","subject":"u","type":"\#(type)","data":\#(data)}"#
}

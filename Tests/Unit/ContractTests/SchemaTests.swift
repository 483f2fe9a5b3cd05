import EventCodec
import Events
import Foundation
import Settings
import Testing

/// The JSON Schemas are for other teams, the decoder is what counts: these tests keep the two together.
@Suite("Schemas and decoder")
struct SchemaTests {
    @Test("the decoder knows every schema and takes an example of it", arguments: try Schema.events())
    func known(schema: Schema) throws {
        #expect(try decode(schema.event()).payload.type == schema.type)
    }

    @Test("the decoder refuses an event that lacks a required field", arguments: try Schema.events())
    func required(schema: Schema) throws {
        for field in schema.required {
            let rejection = #expect(throws: Rejection.self, "without \(field)") {
                _ = try decode(schema.event(without: field))
            }
            #expect(rejection?.reason == .invalidData)
            #expect(rejection?.detail.contains(field) == true, "the detail should name \(field)")
        }
    }

    @Test("the names that have a meaning are those that the schema describes", arguments: try Schema.events())
    func names(schema: Schema) throws {
        guard let names = FieldNames.ofData(schema.type) else { return }
        #expect(Set(names) == Set(schema.properties))
    }

    @Test("the schemas of measurements require fields, so that the test above is not empty")
    func notEmpty() throws {
        let required = try Schema.events().filter { !$0.required.isEmpty }.map(\.name)
        #expect(
            required == [
                "pulsehub.hrv.recorded.v1", "pulsehub.page.viewed.v1", "pulsehub.record.deleted.v1",
                "pulsehub.rr.recorded.v1", "pulsehub.sleep.recorded.v1", "pulsehub.training.recorded.v1",
            ])
    }

    @Test("every number has a unit", arguments: try Schema.files())
    func units(file: String) throws {
        var without: [String] = []
        func walk(_ node: Any, _ path: String) {
            if let list = node as? [Any] { return list.forEach { walk($0, path) } }
            guard let schema = node as? [String: Any] else { return }
            let types = schema["type"] as? [String] ?? [schema["type"] as? String ?? ""]
            let isNumber = types.contains("number") || types.contains("integer")
            if isNumber, (schema["x-unit"] as? String ?? "").isEmpty { without.append(path) }
            for (key, value) in schema { walk(value, "\(path)/\(key)") }
        }
        walk(try JSONSerialization.jsonObject(with: Data(contentsOf: URL(filePath: file))), "")
        #expect(without.sorted() == [])
    }

    @Test("the topic files list each event schema once, on the topic that carries its type")
    func listed() throws {
        let topics = try TopicCatalog.load("\(repository)/topics")
        for schema in try Schema.events() {
            let listing = topics.filter { $0.schemas.contains(schema.name) }.map(\.name)
            #expect(listing == [try decode(schema.event()).payload.topic], "\(schema.name)")
        }
    }

    @Test("each topic's example is an event of that topic", arguments: [Topics.wellness, Topics.activity])
    func examples(name: String) throws {
        let topic = try #require(try TopicCatalog.load("\(repository)/topics").first { $0.name == name })
        #expect(try decode(Data(topic.example.utf8)).payload.topic == name)
    }
}

private func decode(_ event: Data) throws -> Event {
    // 2100: the fixed dates of examples lie in the past on any clock.
    try event.withUnsafeBytes {
        try EventDecoder().decode(unsent: $0, now: Instant(milliseconds: 4_102_444_800_000))
    }
}

import Events
import Foundation
import Profiles
import Streaming
import Testing

@testable import Hot

@Suite("The schema of insights")
struct InsightSchemaTests {
    @Test("describes every member of a message that has all of them")
    func described() throws {
        var insight = Insight(
            userID: "ann", origin: RecordOrigin(topic: Topics.wellness, partition: 2, offset: 77),
            time: Instant(milliseconds: 0), configCommit: "c0ffee")
        let document = Array("{}".utf8)
        insight.documents = [(.readiness, document), (.wellness, document), (.activity, document)]
        insight.dates = [
            .init(result: document, revised: true, previousScore: 70, causes: Causes(["e-1"]))
        ]
        insight.rescore = .init(
            dates: CivilDate(dayNumber: 1)...CivilDate(dayNumber: 2), cause: "e-1")
        let message = try #require(try JSONSerialization.jsonObject(with: Data(insight.encoded())) as? [String: Any])
        let checkout = "/" + #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
        let file = URL(filePath: "\(checkout)/topics/schemas/\(Insight.type).json")
        let schema = try #require(try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any])
        #expect(Self.differences(message["data"], schema, "data") == [])
    }

    /// Members that stand on one side alone.
    private static func differences(_ value: Any?, _ schema: Any?, _ path: String) -> [String] {
        let schema = schema as? [String: Any]
        if let list = value as? [Any] { return list.flatMap { differences($0, schema?["items"], "\(path)[]") } }
        guard let object = value as? [String: Any], let properties = schema?["properties"] as? [String: Any] else {
            return []
        }
        let missing = Set(object.keys).symmetricDifference(properties.keys).map { "\(path).\($0)" }
        return missing + object.flatMap { differences($1, properties[$0], "\(path).\($0)") }
    }
}

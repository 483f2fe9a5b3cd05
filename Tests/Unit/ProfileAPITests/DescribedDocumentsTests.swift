import Events
import Foundation
import Profiles
import Readiness
import Testing

@testable import ProfileAPI

@Suite("What the stored documents hold")
struct DescribedDocumentsTests {
    /// Documents with every member that can be there: with a score, without one, without training, and of a visitor.
    private static func documents() throws -> [(schema: String, text: String)] {
        var found: [(schema: String, text: String)] = []
        for days in [1, 4, 40] {
            let documents = try Athlete.documents(Athlete.profile(lastDate: "2026-11-20", days: days))
            found += [("Readiness", documents[.readiness] ?? ""), ("Wellness", documents[.wellness] ?? "")]
        }
        var visitor = ActivityProfile()
        let view = PageViewed(url: "/today", userAgent: "curl/8.5.0", sessionId: "s")
        let at: Instant = "2026-11-20T07:00:00Z"
        for payload in [Payload.pageView(view), .activity(name: "goal.set")] {
            _ = visitor.apply(Event(id: payload.type, source: "t", subject: "ana", time: at, payload: payload))
        }
        found.append(("Activity", String(decoding: visitor.document(), as: UTF8.self)))
        var json = JSONWriter()
        Athlete.profile(lastDate: "2026-11-20").explanation(of: "2026-11-20", terms: Athlete.terms, userID: "ana")
            .writeMeasurements(to: &json)
        found.append(("Explanation/properties/measurements", String(decoding: json.bytes, as: UTF8.self)))
        return found
    }

    @Test("has a schema in the OpenAPI document, with a unit for every number")
    func described() throws {
        let root = try InterfaceDocumentTests.document()
        for (name, text) in try Self.documents() {
            let value = try JSONSerialization.jsonObject(with: Data(text.utf8))
            let missing = Self.undescribed(value, ["$ref": "#/components/schemas/\(name)"], in: root, at: name)
            #expect(missing == [], "\(text)")
        }
    }

    private static func undescribed(
        _ value: Any, _ schema: [String: Any], in root: [String: Any], at path: String
    ) -> [String] {
        var schema = schema
        while let reference = schema["$ref"] as? String {
            schema = reference.dropFirst(2).split(separator: "/").reduce(root) {
                $0[String($1)] as? [String: Any] ?? [:]
            }
        }
        switch value {
        case let object as [String: Any]:
            let properties = schema["properties"] as? [String: [String: Any]] ?? [:]
            return object.sorted { $0.key < $1.key }.flatMap { key, member in
                guard let inner = properties[key] ?? schema["additionalProperties"] as? [String: Any] else {
                    return ["\(path)/\(key)"]
                }
                return undescribed(member, inner, in: root, at: "\(path)/\(key)")
            }
        case let list as [Any]:
            let items = schema["items"] as? [String: Any] ?? [:]
            return list.enumerated().flatMap { undescribed($1, items, in: root, at: "\(path)/\($0)") }
        case let number as NSNumber where Truth.isNumber(number):
            return schema["x-unit"] == nil ? ["\(path) has no unit"] : []
        default: return []
        }
    }
}

/// Foundation reads truth values as numbers, too.
private enum Truth {
    static func isNumber(_ value: NSNumber) -> Bool { String(cString: value.objCType) != "c" }
}

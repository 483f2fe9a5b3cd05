import EventCodec
import Events
import Profiles
import Readiness

/// A score, the measurements behind it and how it changed, as one JSON object.
enum ExplanationDocument {
    static func json(
        _ explanation: ReadinessExplanation, revisions: [ScoreRevision]?, terms: WellnessProfile.Terms,
        parsers: JSONParserPool
    ) -> [UInt8] {
        var json = JSONWriter(capacity: 3000)
        json.beginObject()
        json.field("userId", explanation.result.userID)
        json.field("date", explanation.result.date.description)
        json.field("configCommit", terms.configCommit)
        json.key("readiness")
        explanation.result.write(to: &json, withWords: true)
        json.key("measurements")
        explanation.writeMeasurements(to: &json)
        json.key("constants")
        write(terms.era(of: explanation.result.date), to: &json)
        json.key("revisions")
        if let revisions {
            json.beginArray()
            for revision in revisions { revision.write(to: &json, parsers) }
            json.endArray()
        } else {
            json.null()
        }
        json.endObject()
        return json.bytes
    }

    private static func write(_ era: WellnessProfile.Terms.Era, to json: inout JSONWriter) {
        json.beginObject()
        json.field("commit", era.commit)
        json.key("from")
        json.nullable(era.from == .earliest ? nil : era.from.description)
        json.endObject()
    }
}

import Events
import Profiles
import Streaming

/// What `insights.updated` says of one user after one batch.
struct Insight {
    /// One date whose score is new or changed.
    struct DatedScore {
        /// The readiness result as JSON.
        let result: [UInt8]
        /// Whether the date had another score before.
        let revised: Bool
        /// The score before; nil if there was none.
        let previousScore: Int?
        /// The events of the batch that changed it.
        let causes: Causes
    }

    /// Dates whose score may have changed and of which the live fold no longer holds the rows.
    struct Rescore {
        let dates: ClosedRange<CivilDate>
        /// The id of the event that asks for it.
        let cause: String
    }

    let userID: String
    let origin: RecordOrigin
    /// The Kafka timestamp of the origin: a function of the log, not of the clock.
    let time: Instant
    /// The live documents that changed.
    var documents: [(part: ProfileDocument, json: [UInt8])] = []
    var dates: [DatedScore] = []
    var rescore: Rescore?
    let configCommit: String

    /// Type of the event.
    static let type = "pulsehub.insights.updated.v1"

    func encoded() -> [UInt8] {
        var json = JSONWriter(capacity: 4096)
        json.beginObject()
        json.field("specversion", "1.0")
        // Equal for equal origins, so that readers can tell a repetition.
        json.field("id", "\(origin)/\(userID)")
        json.field("source", "urn:pulsehub:stream-processor")
        json.field("type", Self.type)
        json.field("subject", userID)
        json.field("time", time.description)
        json.field("datacontenttype", "application/json")
        json.key("data")
        json.beginObject()
        json.key("origin")
        json.beginObject()
        json.field("topic", origin.topic)
        json.key("partition")
        json.integer(origin.partition)
        json.key("offset")
        json.integer(origin.offset)
        json.key("generation")
        json.integer(origin.generation)
        json.endObject()
        json.field("configCommit", configCommit)
        json.key("profile")
        json.beginObject()
        for document in documents {
            json.key(document.part.rawValue)
            json.raw(document.json)
        }
        json.endObject()
        json.key("dates")
        json.beginArray()
        for date in dates { date.write(to: &json) }
        json.endArray()
        rescore?.write(to: &json)
        json.endObject()
        json.endObject()
        return json.bytes
    }
}

extension Insight.Rescore {
    fileprivate func write(to json: inout JSONWriter) {
        json.key("rescore")
        json.beginObject()
        json.field("first", dates.lowerBound.description)
        json.field("last", dates.upperBound.description)
        json.field("cause", cause)
        json.endObject()
    }
}

extension Insight.DatedScore {
    fileprivate func write(to json: inout JSONWriter) {
        json.beginObject()
        json.key("result")
        json.raw(result)
        json.key("revised")
        json.bool(revised)
        if revised {
            json.key("previousScore")
            if let previousScore { json.integer(previousScore) } else { json.null() }
        }
        json.field("cause", causes.last)
        json.key("causes")
        json.beginArray()
        for name in causes.names { json.string(name) }
        json.endArray()
        json.key("causeCount")
        json.integer(causes.count)
        json.endObject()
    }
}

import Events
import Streaming

/// The snapshot rows that one `insights.updated` record carries.
struct InsightRows {
    /// A date's score as the stream processor wrote it.
    struct Snapshot {
        let userID: String
        let date: CivilDate
        let score: Int64?
        let band: String?
        let status: String
        let confidence: Double
        let confidenceLevel: String
        let guidance: String?
        let stale: Bool
        let drivers: [UInt8]
        let flags: [UInt8]
        let document: [UInt8]
        let configCommit: String?
        let origin: RecordOrigin
    }

    /// A live document.
    struct Document {
        let userID: String
        let part: String
        let json: [UInt8]
        let origin: RecordOrigin
    }

    var snapshots: [Snapshot] = []
    var documents: [Document] = []

    /// Nil where the value is no insight: then it is archived and no more.
    init?(_ event: JSONValue) {
        guard event["type"]?.text == "pulsehub.insights.updated.v1", let user = event["subject"]?.text,
            let data = event["data"], let origin = data["origin"], let topic = origin["topic"]?.text,
            let partition = origin["partition"]?.integer.flatMap({ Int32(exactly: $0) }),
            let offset = origin["offset"]?.integer
        else { return nil }
        let place = RecordOrigin(topic: topic, partition: partition, offset: offset)
        let commit = data["configCommit"]?.text
        if let profile = data["profile"] {
            for part in profile.children {
                let name = String(decoding: part.key, as: UTF8.self)
                guard ["readiness", "wellness", "activity"].contains(name) else { continue }
                documents.append(Document(userID: user, part: name, json: JSONWriter.bytes(of: part), origin: place))
            }
        }
        if let dates = data["dates"] {
            for dated in dates.children {
                guard let result = dated["result"] else { continue }
                guard let snapshot = Snapshot(result, user: user, commit: commit, origin: place) else { return nil }
                snapshots.append(snapshot)
            }
        }
    }
}

extension InsightRows.Snapshot {
    fileprivate init?(_ result: JSONValue, user: String, commit: String?, origin: RecordOrigin) {
        guard let date = result["date"]?.bytes.flatMap({ CivilDate($0) }), let status = result["status"]?.text,
            let confidence = result["confidence"]?.number, let level = result["confidenceLevel"]?.text,
            let stale = result["stale"]?.bool, let drivers = result["drivers"], let flags = result["flags"]
        else { return nil }
        userID = user
        self.date = date
        score = result["score"]?.integer
        band = result["band"]?.text
        self.status = status
        self.confidence = confidence
        confidenceLevel = level
        guidance = result["guidance"]?.text
        self.stale = stale
        self.drivers = JSONWriter.bytes(of: drivers)
        self.flags = JSONWriter.bytes(of: flags)
        document = JSONWriter.bytes(of: result)
        configCommit = commit
        self.origin = origin
    }
}

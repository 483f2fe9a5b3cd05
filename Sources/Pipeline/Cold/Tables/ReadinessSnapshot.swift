import EventCodec
import Events
import Profiles
import Streaming

/// One date's score as a row of `readiness_snapshots`, whoever computed it.
struct ReadinessSnapshot {
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
    /// What the score owes its value to; none where that is unknown, as after a repair.
    var causes: Causes
    /// The last record that the score was computed from.
    let origin: RecordOrigin

    /// Nil where the document is no readiness result.
    init?(_ result: JSONValue, user: String, commit: String?, causes: Causes, origin: RecordOrigin) {
        guard let date = result["date"]?.bytes.flatMap({ CivilDate($0) }), let status = result["status"]?.storableText,
            let confidence = result["confidence"]?.number, let level = result["confidenceLevel"]?.storableText,
            let stale = result["stale"]?.bool, let drivers = result["drivers"], let flags = result["flags"]
        else { return nil }
        userID = user
        self.date = date
        score = result["score"]?.integer
        band = result["band"]?.storableText
        self.status = status
        self.confidence = confidence
        confidenceLevel = level
        guidance = result["guidance"]?.storableText
        self.stale = stale
        self.drivers = JSONWriter.bytes(of: drivers)
        self.flags = JSONWriter.bytes(of: flags)
        document = JSONWriter.bytes(of: result)
        configCommit = commit
        self.causes = causes
        self.origin = origin
    }
}

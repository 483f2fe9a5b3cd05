import EventCodec
import Events
import Profiles
import Streaming

/// What one `insights.updated` record says to the tables.
struct InsightRows {
    /// A live document.
    struct Document {
        let userID: String
        let part: String
        let json: [UInt8]
        let origin: RecordOrigin
    }

    /// Of whom it tells; nil where it says nothing.
    private(set) var userID: String?
    var snapshots: [ReadinessSnapshot] = []
    var documents: [Document] = []
    var rescore: RescoreRequest?

    /// Nothing.
    init() {}

    /// Nil where the value is no insight: then it is archived and no more.
    ///
    /// Anybody may have written it, so nothing is believed that the tables could not hold.
    init?(_ event: JSONValue) {
        guard event["type"]?.text == "pulsehub.insights.updated.v1",
            let user = event["subject"]?.storableText, EventLimits.allowSubject(user), let data = event["data"],
            let origin = data["origin"], let topic = origin["topic"]?.storableText,
            let partition = origin["partition"]?.integer.flatMap({ Int32(exactly: $0) }),
            let offset = origin["offset"]?.integer
        else { return nil }
        userID = user
        // Earlier versions knew of one log alone.
        let generation = origin["generation"]?.integer ?? 0
        let place = RecordOrigin(topic: topic, partition: partition, offset: offset, generation: generation)
        let commit = data["configCommit"]?.storableText
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
                let causes = Causes(dated)
                guard
                    let snapshot = ReadinessSnapshot(result, user: user, commit: commit, causes: causes, origin: place)
                else { return nil }
                snapshots.append(snapshot)
            }
        }
        if let rescore = data["rescore"] {
            guard let request = RescoreRequest(rescore, user: user, origin: place) else { return nil }
            self.rescore = request
        }
    }
}

extension RescoreRequest {
    fileprivate init?(_ rescore: JSONValue, user: String, origin: RecordOrigin) {
        guard let first = rescore["first"]?.bytes.flatMap({ CivilDate($0) }),
            let last = rescore["last"]?.bytes.flatMap({ CivilDate($0) }), first <= last,
            let cause = rescore["cause"]?.storableText
        else { return nil }
        self.init(userID: user, dates: first...last, cause: cause, origin: origin)
    }
}

extension Causes {
    fileprivate init(_ dated: JSONValue) {
        var names = dated["causes"]?.children.compactMap(\.storableText) ?? []
        // Earlier versions named the last one alone.
        if names.isEmpty { names = [dated["cause"]?.storableText].compactMap { $0 } }
        self.init(names, count: dated["causeCount"]?.integer.flatMap { Int(exactly: $0) } ?? 0)
    }
}

extension JSONValue {
    /// The text, unless it holds NUL, which a text column cannot.
    var storableText: String? { bytes.flatMap { $0.contains(0) ? nil : String(decoding: $0, as: UTF8.self) } }
}

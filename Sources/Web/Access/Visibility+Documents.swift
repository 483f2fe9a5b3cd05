import EventCodec
import Events

extension Visibility {
    /// Writes a document of ours without what speaks of a hidden signal.
    ///
    /// The documents use a name for one thing wherever it stands, so one table says what a member, a driver's component or
    /// a flag speaks of. What is left is written as it was, byte for byte if a `JSONWriter` wrote it.
    package func write(_ document: JSONValue, to json: inout JSONWriter) {
        switch document.kind {
        case .object:
            json.beginObject()
            writeMembers(of: document, to: &json)
            json.endObject()
        case .array:
            json.beginArray()
            for element in document.children {
                if let name = element.text ?? element["component"]?.text, !shows(name) { continue }
                write(element, to: &json)
            }
            json.endArray()
        default: json.value(document)
        }
    }

    /// The same without the braces, for documents that get members of ours.
    package func writeMembers(of document: JSONValue, to json: inout JSONWriter) {
        for member in document.children {
            let name = String(decoding: member.key, as: UTF8.self)
            guard shows(name) else { continue }
            json.key(name)
            switch name {
            // The names in there are the clients' own.
            case Signal.activity.rawValue: json.value(member)
            case "wellness": writeWellness(member, to: &json)
            case "stale": json.bool(isStale(document) ?? member.bool ?? false)
            default: write(member, to: &json)
            }
        }
    }

    /// Of a whole score, whether a part that may be shown is stale; nil for anything else.
    private func isStale(_ score: JSONValue) -> Bool? {
        score["staleComponents"]?.children.contains { $0.text.map(shows) ?? false }
    }

    /// The day of this part is that of the newest row of any signal.
    private func writeWellness(_ wellness: JSONValue, to json: inout JSONWriter) {
        json.beginObject()
        for member in wellness.children {
            let name = String(decoding: member.key, as: UTF8.self)
            guard shows(name), name != "date" || showsWholeScore else { continue }
            json.key(name)
            write(member, to: &json)
        }
        json.endObject()
    }

    /// Whether everything that a score is made of may be shown.
    ///
    /// Where it may not, neither may what is made of all of it but for the rounded score with what follows from that: exact
    /// sums, from which the hidden part could be had by subtraction, weights, which tell what was measured, and times.
    package var showsWholeScore: Bool { shown.isSuperset(of: [.hrv, .sleep]) }

    /// Whether a member, a component or a flag of this name may be shown.
    package func shows(_ name: String) -> Bool {
        switch name {
        case "hrv", "rhr", "restingHR", "hrv_unusually_high", "hrv_down_rhr_up": shown.contains(.hrv)
        case "sleep", "sleepDebt", "sleepNeedMin", "sleep_debt_high": shown.contains(.sleep)
        case "wellness": shown.contains(.hrv) || shown.contains(.sleep)
        case "readiness": shown.contains(.readiness)
        case "activity": shown.contains(.activity)
        case "scoreExact", "points", "weight", "confidence", "revisions", "updatedAt": showsWholeScore
        default: true
        }
    }
}

import Events
import Settings

extension ConfigurationState {
    /// The member `config` of a health document.
    package func write(to json: inout JSONWriter) {
        json.beginObject()
        json.field("commit", running.commit)
        if let refused {
            json.key("refused")
            json.beginObject()
            json.field("commit", refused.commit)
            json.key("reasons")
            json.beginArray()
            for reason in refused.reasons { json.string(reason) }
            json.endArray()
            json.endObject()
        }
        json.field("unreachable", unreachable)
        json.key("pendingRestart")
        json.differences(pendingRestart)
        json.endObject()
    }
}

extension ConfigurationState.Decision {
    /// The answer to `POST /admin/refresh`.
    package func json(_ state: ConfigurationState) -> [UInt8] {
        var json = JSONWriter(capacity: 512)
        json.beginObject()
        switch self {
        case .keep:
            json.field("outcome", state.refused == nil ? "unchanged" : "refused")
        case .swap(_, _, let live, _):
            json.field("outcome", "changed")
            json.key("live")
            json.differences(live)
        case .refuse:
            json.field("outcome", "refused")
        case .unreachable:
            json.field("outcome", "unreachable")
        }
        json.key("config")
        state.write(to: &json)
        json.endObject()
        return json.bytes
    }
}

extension JSONWriter {
    fileprivate mutating func differences(_ differences: [SettingDifference]) {
        beginArray()
        for difference in differences {
            beginObject()
            field("key", difference.key)
            field("old", difference.old)
            field("new", difference.new)
            endObject()
        }
        endArray()
    }
}

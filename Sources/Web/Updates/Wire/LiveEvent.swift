import Access
import Events
import Identity

/// One message to a client, the same on either transport.
struct LiveEvent: Sendable {
    let name: StaticString
    var id: EventID?
    /// One JSON value.
    let data: [UInt8]
    /// How long a client should wait before it connects again.
    var retry: Duration?

    /// A whole state.
    static func profile(_ document: [UInt8], id: EventID) -> LiveEvent {
        LiveEvent(name: "profile", id: id, data: document)
    }

    /// There is no profile of this person any more.
    static func gone(_ user: UserID, id: EventID) -> LiveEvent {
        LiveEvent(name: "gone", id: id, data: json { $0.field("userId", user.text) })
    }

    /// Nothing of this person is shown any more, or none is at all.
    static func withheld(_ user: UserID, id: EventID) -> LiveEvent {
        LiveEvent(
            name: "withheld", id: id,
            data: json { json in
                json.field("userId", user.text)
                json.key("withheld")
                json.beginArray()
                for signal in Signal.allCases { json.string(signal.rawValue) }
                json.endArray()
            })
    }

    /// Whether changes are heard of at all.
    static func status(isLive: Bool) -> LiveEvent {
        isLive
            ? LiveEvent(name: "resumed", data: json { _ in })
            : LiveEvent(name: "paused", data: json { $0.field("reason", "changes arrive late for now") })
    }

    static func alert(_ alert: Alert, of user: UserID) -> LiveEvent {
        LiveEvent(
            name: "alert",
            data: json { json in
                json.field("userId", user.text)
                json.field("alert", alert.kind.name)
                json.field("date", alert.date.description)
                json.key("value")
                json.rounded(alert.value)
                json.key("threshold")
                json.integer(alert.threshold)
            })
    }

    /// - Parameter retry: differs from client to client, so that they do not all come back at once.
    static func end(_ end: StreamEnd, retry: Duration) -> LiveEvent {
        let name: StaticString =
            switch end {
            case .bye, .undecided, .gone: "bye"
            case .replaced: "replaced"
            case .expired, .distrusted: "expired"
            case .withheld: "withheld"
            }
        return LiveEvent(
            name: name, data: json { $0.field("reason", end.reason) }, retry: end.invitesBack ? retry : nil)
    }

    private static func json(_ write: (inout JSONWriter) -> Void) -> [UInt8] {
        var json = JSONWriter(capacity: 128)
        json.beginObject()
        write(&json)
        json.endObject()
        return json.bytes
    }
}

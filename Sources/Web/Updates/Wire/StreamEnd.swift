/// Why the server ends a stream.
enum StreamEnd: String, Sendable {
    /// The process shuts down; another one is probably there already.
    case bye
    /// The same device of the same caller has opened a newer stream.
    case replaced
    /// The token's time is over.
    case expired
    /// The key that signed the token has been removed.
    case distrusted
    /// The caller may no longer see any of it.
    case withheld
    /// Whether the caller still may could not be found out for too long, or that it was shown could not be recorded.
    case undecided
    /// The client is gone or does not read; nobody is left to be told.
    case gone

    /// How the WebSocket is closed: registered codes, and one of the private range.
    var webSocketCode: UInt16 {
        switch self {
        case .bye, .gone: 1001
        case .replaced: 4000
        case .expired, .distrusted: 3000
        case .withheld: 1008
        case .undecided: 1013
        }
    }

    /// Whether coming back, after a pause, can be of use without changing anything.
    var invitesBack: Bool { self == .bye || self == .undecided }

    /// For people.
    var reason: String {
        switch self {
        case .bye: "the server is shutting down, connect again"
        case .replaced: "a newer stream of this device has taken over"
        case .expired: "the token has expired, connect again with a new one"
        case .distrusted: "the key that signed the token is no longer in use, connect again with a new token"
        case .withheld: "this data is no longer shared with you"
        case .undecided: "whether this data is still shared with you cannot be found out or recorded now"
        case .gone: "gone"
        }
    }
}

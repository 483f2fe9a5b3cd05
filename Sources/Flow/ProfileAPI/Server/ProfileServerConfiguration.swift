import HTTPKit
import Identity
import Live

/// The settings of the profile API.
public struct ProfileServerConfiguration: Sendable {
    /// Where to listen; a name or an address.
    public var host = "127.0.0.1"
    /// 0 lets the system choose.
    public var port = 8080
    /// The bounds of live streams.
    public var live = LiveConfiguration()
    /// How many requests that cost as much as hundreds of others are answered at once.
    public var expensive = ExpensiveReadLimits()
    /// What a connection may cost.
    public var connections = ConnectionLimits()
    /// Requests that are worked on at once; asked at every request.
    public var concurrentRequests: @Sendable () -> Int = { 1024 }
    /// How long a client may take to read an export to its end.
    public var exportTimeout = Duration.seconds(600)
    /// How often a caller may ask, nil for as often as it likes; asked at every request.
    public var rate: @Sendable (Caller) -> RequestRate? = { _ in nil }

    /// The defaults.
    public init() {}
}

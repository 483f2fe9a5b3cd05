import HTTPKit
import Identity
import Updates

/// The settings of the profile API.
package struct ProfileServerConfiguration: Sendable {
    /// Where to listen; a name or an address.
    package var host = "127.0.0.1"
    /// 0 lets the system choose.
    package var port = 8080
    /// The bounds of live streams.
    package var live = LiveConfiguration()
    /// How many requests that cost as much as hundreds of others are answered at once.
    package var expensive = ExpensiveReadLimits()
    /// What a connection may cost.
    package var connections = ConnectionLimits()
    /// Requests that are worked on at once; asked at every request.
    package var concurrentRequests: @Sendable () -> Int = { 1024 }
    /// How long a client may take to read an export to its end.
    package var exportTimeout = Duration.seconds(600)
    /// How often a caller may ask, nil for as often as it likes; asked at every request.
    package var rate: @Sendable (Caller) -> RequestRate? = { _ in nil }

    /// The defaults.
    package init() {}
}

import Live

/// The settings of the profile API.
public struct ProfileServerConfiguration: Sendable {
    /// Where to listen; a name or an address.
    public var host = "127.0.0.1"
    /// 0 lets the system choose.
    public var port = 8080
    /// Connections held at once besides those of live streams; further ones wait in the system's queue.
    public var connectionsMax = 4096
    /// The bounds of live streams.
    public var live = LiveConfiguration()

    /// The defaults.
    public init() {}
}

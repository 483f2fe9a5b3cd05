/// The settings of the profile API.
public struct ProfileServerConfiguration: Sendable {
    /// Where to listen; a loopback name or address.
    public var host = "127.0.0.1"
    /// 0 lets the system choose.
    public var port = 8080
    /// Connections held at once; further ones wait in the system's queue.
    public var connectionsMax = 4096

    /// The defaults.
    public init() {}

    /// Whether only this machine can connect: `localhost`, 127.0.0.0/8 or `::1`. Other names are not looked up.
    var isLoopback: Bool {
        if host == "localhost" || host == "::1" { return true }
        let octets = host.split(separator: ".", omittingEmptySubsequences: false)
        return octets.count == 4 && octets[0] == "127" && octets.allSatisfy { UInt8($0) != nil }
    }
}

/// The API was told to listen where others could read everybody's profile.
public struct NotLoopback: Error, Equatable, CustomStringConvertible {
    /// What `api.host` says.
    public let host: String

    /// One line for an operator, with the way out.
    public var description: String {
        "api.host is '\(host)', but the API does not authenticate its callers yet: "
            + "listen on 127.0.0.1 and put an authenticating proxy before it"
    }
}

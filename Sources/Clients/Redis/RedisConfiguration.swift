/// Where a Redis server is and how long to wait for it.
public struct RedisConfiguration: Sendable {
    /// Host name or address; ignored with `unixSocket`.
    public var host: String
    /// TCP port; ignored with `unixSocket`.
    public var port: Int
    /// Path of a Unix-domain socket; nil for TCP.
    public var unixSocket: String?
    /// Sent by `AUTH` after connecting; never logged.
    public var password: String?
    /// Database number, chosen by `SELECT` after connecting.
    public var database: Int
    /// Bounds the connection attempt, name lookup excepted.
    public var connectTimeout: Duration
    /// Bounds the wait for one reply, and for the kernel to take a piece of the output.
    public var commandTimeout: Duration

    /// A server on this machine unless told otherwise.
    public init(
        host: String = "127.0.0.1", port: Int = 6379, unixSocket: String? = nil, password: String? = nil,
        database: Int = 0, connectTimeout: Duration = .seconds(2), commandTimeout: Duration = .seconds(5)
    ) {
        self.host = host
        self.port = port
        self.unixSocket = unixSocket
        self.password = password
        self.database = database
        self.connectTimeout = connectTimeout
        self.commandTimeout = commandTimeout
    }

    /// The address for messages, without the password.
    public var address: String { unixSocket ?? "\(host):\(port)" }
}

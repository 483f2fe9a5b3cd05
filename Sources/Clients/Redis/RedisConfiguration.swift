/// Where a Redis server is and how long to wait for it.
package struct RedisConfiguration: Sendable {
    /// Host name or address; ignored with `unixSocket`.
    package var host: String
    /// TCP port; ignored with `unixSocket`.
    package var port: Int
    /// Path of a Unix-domain socket; nil for TCP.
    package var unixSocket: String?
    /// Sent by `AUTH` after connecting; never logged.
    package var password: String?
    /// Database number, chosen by `SELECT` after connecting.
    package var database: Int
    /// Bounds the connection attempt, name lookup excepted.
    package var connectTimeout: Duration
    /// Bounds the wait for one reply, and for the kernel to take a piece of the output.
    package var commandTimeout: Duration
    /// Is told why a connection that others wait for was lost or not to be had, on the connection's own thread; be quick.
    package var log: (@Sendable (RedisError) -> Void)?

    /// A server on this machine unless told otherwise.
    package init(
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
    package var address: String { unixSocket ?? "\(host):\(port)" }
}

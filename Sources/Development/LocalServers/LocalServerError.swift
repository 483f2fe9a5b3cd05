/// Why a private server did not start or stop, and what cures it.
package struct LocalServerError: Error, Sendable, CustomStringConvertible {
    /// The server's program, such as `redis-server`.
    package let server: String
    /// The cause and, where there is one, the cure.
    package let message: String

    init(_ server: String, _ message: String) {
        self.server = server
        self.message = message
    }

    /// `redis-server: is not installed; cure: apt-get install redis-server`
    package var description: String { "\(server): \(message)" }
}

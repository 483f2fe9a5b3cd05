import FoundationEssentials
import Glibc
import PrivateFiles
import Redis
import Synchronization

/// A private Redis with an append-only file, on loopback and a Unix socket, for a laptop, CI and tests.
///
/// All calls block the calling thread. Whoever drops the server, or dies, takes it along; its files stay.
package final class RedisServer: Sendable {
    /// Where its data, its log and its socket lie.
    package let directory: String
    /// On 127.0.0.1.
    package let port: Int
    /// Without it no command is answered.
    package let password: String
    private let process: Mutex<ServerProcess>

    private static let name = "redis-server"
    private static let startDeadline = Duration.seconds(30)
    private static let stopDeadline = Duration.seconds(10)

    /// Starts a server with the data in the directory, which is made if need be, and waits until it answers.
    /// - Parameter port: nil for a free one.
    package static func start(in directory: String, port: Int? = nil) throws(LocalServerError) -> RedisServer {
        do { try makePrivateDirectory(directory) } catch {
            throw LocalServerError(name, "cannot make \(directory): \(error)")
        }
        let password = try LocalPassword(in: directory, server: name)
        return try onPort(port) { port throws(LocalServerError) in try RedisServer(directory, port, password.text) }
    }

    private init(_ directory: String, _ port: Int, _ password: String) throws(LocalServerError) {
        self.directory = directory
        self.port = port
        self.password = password
        process = Mutex(try Self.launch(directory, port, password))
    }

    /// How to reach it over TCP.
    package var configuration: RedisConfiguration { RedisConfiguration(port: port, password: password) }

    /// The Unix socket; nil if the directory's path is too long for one.
    package var unixSocket: String? { Self.socket(in: directory) }

    /// The process id; of the last one, if it was stopped.
    package var pid: Int32 { process.withLock { $0.pid } }

    /// Whether the process runs.
    package var isRunning: Bool { process.withLock { $0.isRunning } }

    /// Ends it in order, with everything written; after ten seconds by force. Stopping a stopped server does nothing.
    package func stop() { process.withLock { $0.stop(asking: SIGTERM, deadline: Self.stopDeadline) } }

    /// Ends it by SIGKILL: what the append-only file has not been handed yet is lost, as in a crash of the process.
    package func kill() { process.withLock { $0.kill() } }

    /// Stops it if it runs, and starts it on the same port and data; returns when it answers.
    package func restart() throws(LocalServerError) {
        try process.withLock { process throws(LocalServerError) in
            process.stop(asking: SIGTERM, deadline: Self.stopDeadline)
            process = try Self.launch(directory, port, password)
        }
    }

    private static func launch(
        _ directory: String, _ port: Int, _ password: String
    ) throws(LocalServerError) -> ServerProcess {
        let log = "\(directory)/redis.log"
        var arguments = [
            try Programs.require(name, package: name), try configurationFile(directory, password), "--port", "\(port)",
            "--bind", "127.0.0.1", "--dir", directory,
            "--appendonly", "yes", "--appendfsync", "everysec", "--save", "", "--daemonize", "no",
        ]
        if let socket = socket(in: directory) { arguments += ["--unixsocket", socket, "--unixsocketperm", "700"] }
        let process = try ServerProcess(arguments, deathSignal: "TERM", log: log)
        var configuration = RedisConfiguration(port: port, password: password)
        configuration.commandTimeout = .seconds(1)
        let isReady = wait(within: startDeadline) {
            // Everything but `INFO` is refused while the data are being loaded. The process may have failed to take the
            // port of another server, which would answer in its place.
            let answer = (try? RedisConnection(configuration).command("INFO").asString) ?? ""
            return !process.isRunning
                || ["process_id:\(process.pid)\r\n", "\r\nloading:0\r\n"].allSatisfy { answer.contains($0) }
        }
        guard isReady, process.isRunning else {
            process.kill()
            throw LocalServerError(name, "did not start on port \(port); \(logTail(log))")
        }
        return process
    }

    /// Only the password, which on the command line everybody could read.
    private static func configurationFile(_ directory: String, _ password: String) throws(LocalServerError) -> String {
        let path = "\(directory)/redis.conf"
        unlink(path)
        do { try PrivateFile.create(path, "requirepass \(password)\n") } catch {
            throw LocalServerError(name, error.description)
        }
        return path
    }

    /// A socket's path has at most 107 bytes.
    private static func socket(in directory: String) -> String? {
        let path = "\(directory)/redis.sock"
        return path.utf8.count <= 107 ? path : nil
    }
}

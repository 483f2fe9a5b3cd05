import FoundationEssentials
import Glibc
import Postgres
import Synchronization

/// A private PostgreSQL, on loopback and a Unix socket, for a laptop, CI and tests.
///
/// All calls block the calling thread. Whoever drops the server, or dies, takes it along; its files stay. Its superuser has a
/// password, since a superuser runs programs as the server's user. PostgreSQL refuses to run as root, so root
/// starts it as the user `postgres`, who then owns the directory and must be able to reach it.
package final class PostgresServer: Sendable {
    /// Where its data, its log and its socket lie.
    package let directory: String
    /// On 127.0.0.1.
    package let port: Int
    private let durable: Bool
    private let password: String
    private let process: Mutex<ServerProcess>

    private static let stopDeadline = Duration.seconds(20)

    /// Starts a server with the data in the directory, which is made and initialised if need be, and waits until it
    /// answers.
    /// - Parameters:
    ///   - port: nil for a free one.
    ///   - durable: whether commits survive a crash of the machine; a crash of the server alone they always survive.
    package static func start(
        in directory: String, port: Int? = nil, durable: Bool = true
    ) throws(LocalServerError) -> PostgresServer {
        let password = try PostgresFiles(directory).prepare(durable: durable)
        return try onPort(port) { port throws(LocalServerError) in
            try PostgresServer(directory, port, password, durable)
        }
    }

    private init(
        _ directory: String, _ port: Int, _ password: String, _ durable: Bool
    ) throws(LocalServerError) {
        self.directory = directory
        self.port = port
        self.password = password
        self.durable = durable
        process = Mutex(try Self.launch(PostgresFiles(directory), port, password, durable))
    }

    deinit { stop() }

    /// libpq's connection string over TCP, for the superuser and the database `postgres`, with the password.
    package var connectionString: String { Self.connectionString(port, password) }

    /// How to reach it over TCP.
    package var configuration: PostgresConfiguration { PostgresConfiguration(connectionString: connectionString) }

    /// The process id; of the last one, if it was stopped.
    package var pid: Int32 { process.withLock { $0.pid } }

    /// Whether the process runs.
    package var isRunning: Bool { process.withLock { $0.isRunning } }

    /// Ends it in order, disconnecting its clients; after twenty seconds by force. Stopping a stopped server does nothing.
    package func stop() {
        process.withLock { process in
            // SIGINT is the fast shutdown; SIGTERM would wait for every client to leave.
            process.stop(asking: SIGINT, deadline: Self.stopDeadline)
            SharedMemory.release(in: PostgresFiles(directory).data, deadline: Self.stopDeadline)
        }
    }

    /// Ends it by SIGKILL, as in a crash, and waits until its children are gone too.
    package func kill() {
        process.withLock { process in
            process.kill()
            SharedMemory.release(in: PostgresFiles(directory).data, deadline: Self.stopDeadline)
        }
    }

    /// Stops it if it runs, and starts it on the same port and data; returns when it answers.
    package func restart() throws(LocalServerError) {
        stop()
        try process.withLock { process throws(LocalServerError) in
            process = try Self.launch(PostgresFiles(directory), port, password, durable)
        }
    }

    private static func connectionString(_ port: Int, _ password: String) -> String {
        "host=127.0.0.1 port=\(port) user=postgres dbname=postgres password=\(password)"
    }

    private static func launch(
        _ files: PostgresFiles, _ port: Int, _ password: String, _ durable: Bool
    ) throws(LocalServerError) -> ServerProcess {
        let settings = [
            "listen_addresses": "127.0.0.1", "port": "\(port)", "unix_socket_directories": files.socketDirectory,
            "fsync": durable ? "on" : "off", "full_page_writes": durable ? "on" : "off",
            // Files in the data directory instead of /dev/shm, where a killed server would leave them.
            "dynamic_shared_memory_type": "mmap",
        ]
        let process = try ServerProcess(
            [try PostgresFiles.program("postgres"), "-D", files.data]
                + settings.sorted { $0.key < $1.key }.flatMap { ["-c", "\($0.key)=\($0.value)"] },
            user: PostgresFiles.user, deathSignal: "INT", log: files.log)
        let configuration = PostgresConfiguration(connectionString: connectionString(port, password))
        let isReady = wait(within: .seconds(60)) {
            !process.isRunning || files.readyProcess == process.pid && (try? PostgresConnection(configuration)) != nil
        }
        guard isReady, process.isRunning else {
            process.kill()
            SharedMemory.release(in: files.data, deadline: stopDeadline)
            throw LocalServerError("postgres", "did not start on port \(port); \(logTail(files.log))")
        }
        return process
    }
}

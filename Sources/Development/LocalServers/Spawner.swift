import Dispatch
import Foundation
import Glibc
import Synchronization

/// Starts child processes from one thread that lives as long as this process.
///
/// The kernel sends a child its parent-death signal when the *thread* that started it ends, so a child started from a
/// thread of a pool could be killed at any time.
final class Spawner: Sendable {
    static let shared = Spawner()

    private let orders = Mutex<[Order]>([])
    private let wake = DispatchSemaphore(value: 0)

    private init() {
        let thread = Thread { [self] in
            while true {
                wake.wait()
                orders.withLock { $0.isEmpty ? nil : $0.removeFirst() }?.carryOut()
            }
        }
        thread.name = "spawner"
        thread.start()
    }

    /// Starts a program in a process group of its own (so that Ctrl-C reaches us first), with no input and with output and
    /// errors appended to the log. Returns its process id.
    func spawn(_ arguments: [String], log: String) throws(LocalServerError) -> pid_t {
        let order = Order(arguments: arguments, log: log)
        orders.withLock { $0.append(order) }
        wake.signal()
        let pid = order.outcome()
        guard pid > 0 else {
            throw LocalServerError(arguments[0], "could not be started: \(String(cString: strerror(-pid)))")
        }
        return pid
    }
}

/// One start, and the place where whoever asked for it waits.
private final class Order: Sendable {
    private let arguments: [String]
    private let log: String
    private let result = Mutex<pid_t>(-EINVAL)
    private let done = DispatchSemaphore(value: 0)

    init(arguments: [String], log: String) {
        self.arguments = arguments
        self.log = log
    }

    func carryOut() {
        let pid = launch()
        result.withLock { $0 = pid }
        done.signal()
    }

    func outcome() -> pid_t {
        done.wait()
        return result.withLock { $0 }
    }

    /// The child's id, or an error number below zero.
    private func launch() -> pid_t {
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, log, O_WRONLY | O_CREAT | O_APPEND, 0o644)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        // Inherited sockets would stay open after we have closed them.
        let open = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
        for case let descriptor? in open.map(Int32.init) where descriptor > 2 {
            posix_spawn_file_actions_addclose(&actions, descriptor)
        }
        // Our own habits with signals, such as ignoring SIGPIPE or SIGTERM, are not the child's.
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setpgroup(&attributes, 0)
        let flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF
        posix_spawnattr_setflags(&attributes, Int16(flags))

        var argv = arguments.map { strdup($0) } + [nil]
        defer { argv.forEach { free($0) } }
        var pid: pid_t = 0
        let error = posix_spawn(&pid, arguments[0], &actions, &attributes, &argv, environ)
        return error == 0 ? pid : -error
    }
}

import Glibc
import Synchronization

/// A child process that is gone when we are: it gets a signal from the kernel if this process dies, even by SIGKILL.
final class ServerProcess: Sendable {
    let pid: pid_t
    private let hasEnded = Mutex(false)

    /// Starts a program through `setpriv`, which asks the kernel for the signal just before it becomes the program.
    /// - Parameter user: switched to first; nil to stay who we are.
    init(
        _ arguments: [String], user: String? = nil, deathSignal: String, log: String
    ) throws(LocalServerError) {
        var command = [try Programs.require("setpriv", package: "util-linux"), "--pdeathsig", deathSignal]
        if let user { command += ["--reuid", user, "--regid", user, "--init-groups"] }
        pid = try Spawner.shared.spawn(command + ["--"] + arguments, log: log)
    }

    deinit { kill() }

    /// Whether the process has not ended yet.
    var isRunning: Bool {
        hasEnded.withLock { hasEnded in
            if !hasEnded { hasEnded = waitpid(pid, nil, WNOHANG) != 0 }
            return !hasEnded
        }
    }

    /// Waits for the end; false if the deadline came first.
    func waitForEnd(within deadline: Duration) -> Bool { wait(within: deadline) { !isRunning } }

    /// Asks by a signal, and insists by SIGKILL after the deadline.
    func stop(asking signal: Int32, deadline: Duration) {
        send(signal)
        if !waitForEnd(within: deadline) { kill() }
    }

    /// Ends the process at once and waits until it is gone.
    func kill() {
        send(SIGKILL)
        while !waitForEnd(within: .seconds(1)) {}
    }

    /// The lock keeps the id from being reaped, and so from meaning another process, between check and signal.
    private func send(_ signal: Int32) {
        hasEnded.withLock { hasEnded in
            if !hasEnded { _ = Glibc.kill(pid, signal) }
        }
    }
}

/// Looks every few milliseconds whether something has become true; false if the deadline came first.
func wait(within deadline: Duration, until condition: () throws -> Bool) rethrows -> Bool {
    let end = ContinuousClock.now + deadline
    while try !condition() {
        if ContinuousClock.now >= end { return false }
        usleep(5_000)
    }
    return true
}

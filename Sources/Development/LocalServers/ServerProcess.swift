import Glibc
import Synchronization

/// A child process that is gone when we are: it gets a signal from the kernel if this process dies, even by SIGKILL.
package final class ServerProcess: Sendable {
    /// Of the process, also after its end.
    package let pid: pid_t
    /// What `waitpid` told of the end; nil while the process runs.
    private let end = Mutex<Int32?>(nil)

    /// Starts a program through `setpriv`, which asks the kernel for the signal just before it becomes the program.
    /// - Parameter user: switched to first; nil to stay who we are.
    package init(
        _ arguments: [String], user: String? = nil, deathSignal: String, log: String
    ) throws(LocalServerError) {
        var command = [try Programs.require("setpriv", package: "util-linux"), "--pdeathsig", deathSignal]
        if let user { command += ["--reuid", user, "--regid", user, "--init-groups"] }
        pid = try Spawner.shared.spawn(command + ["--"] + arguments, log: log)
    }

    deinit { kill() }

    /// Whether the process has not ended yet.
    package var isRunning: Bool {
        end.withLock { end in
            var status: Int32 = 0
            if end == nil, waitpid(pid, &status, WNOHANG) != 0 { end = status }
            return end == nil
        }
    }

    /// What the process returned; nil while it runs, and if a signal ended it.
    package var exitCode: Int32? {
        guard !isRunning, let status = end.withLock(\.self), status & 0x7F == 0 else { return nil }
        return status >> 8 & 0xFF
    }

    /// Waits for the end; false if the deadline came first.
    package func waitForEnd(within deadline: Duration) -> Bool { wait(within: deadline) { !isRunning } }

    /// Asks by a signal, and insists by SIGKILL after the deadline.
    package func stop(asking signal: Int32, deadline: Duration) {
        send(signal)
        if !waitForEnd(within: deadline) { kill() }
    }

    /// Ends the process at once and waits until it is gone.
    package func kill() {
        send(SIGKILL)
        while !waitForEnd(within: .seconds(1)) {}
    }

    /// Sends a signal, or nothing if the end is known.
    ///
    /// The lock keeps the id from being reaped, and so from meaning another process, between check and signal.
    package func send(_ signal: Int32) {
        end.withLock { end in
            if end == nil { _ = Glibc.kill(pid, signal) }
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

import FoundationEssentials
import Glibc

/// The one System V segment by which PostgreSQL notices that a data directory is in use. A server that was killed leaves it.
enum SharedMemory {
    /// Waits until the children of a killed server have noticed its death, then removes the segment.
    ///
    /// Does nothing after an orderly stop, which removes `postmaster.pid` together with the segment.
    static func release(in data: String, deadline: Duration) {
        guard let lock = try? String(contentsOfFile: "\(data)/postmaster.pid", encoding: .utf8) else { return }
        // The seventh line is "key id".
        let lines = lock.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count >= 7, let id = lines[6].split(separator: " ").last.flatMap({ Int32($0) }) else { return }
        var status = shmid_ds()
        _ = wait(within: deadline) { shmctl(id, IPC_STAT, &status) != 0 || status.shm_nattch == 0 }
        shmctl(id, IPC_RMID, nil)
    }
}

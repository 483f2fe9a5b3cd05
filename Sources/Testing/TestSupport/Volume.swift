import Foundation
import Glibc
import Synchronization

/// A file system of its own, in memory, that can be full whenever a test wants it to be. Only root may make one.
///
/// If this process is killed, it stays mounted until somebody unmounts it.
package final class Volume: Sendable {
    /// Where it is mounted.
    package let path: String
    /// Far more than a test writes; memory is only taken by what is written.
    private static let bytesMax = 4 << 30
    private static let mounted = Mutex<Set<String>>([])

    /// Whether this machine lets us mount one; containers often do not.
    package static let isPossible: Bool = {
        let path = FileManager.default.temporaryDirectory.path + "/volume-\(UUID().uuidString.prefix(8))"
        defer { try? FileManager.default.removeItem(atPath: path) }
        guard let volume = try? Volume(at: path) else { return false }
        volume.unmount()
        return true
    }()

    /// Makes the directory if need be, and mounts over it.
    package init(at path: String) throws {
        self.path = path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        try Program.run("mount", ["-t", "tmpfs", "-o", "size=\(Self.bytesMax)", "tmpfs", path])
        Self.mounted.withLock { _ = $0.insert(path) }
    }

    deinit { unmount() }

    /// From now on nobody gets another page: the size is set to what is in use.
    package func fill() throws {
        var attempts = 0
        while true {
            var status = statvfs()
            guard statvfs(path, &status) == 0 else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
            // Somebody may write between the question and the order, which is refused then.
            do { return try resize(Int(status.f_blocks - status.f_bfree) * Int(status.f_frsize)) } catch {
                attempts += 1
                guard attempts < 100 else { throw error }
            }
        }
    }

    /// Gives the space back.
    package func free() throws { try resize(Self.bytesMax) }

    /// Takes it away with everything on it. Further calls do nothing.
    package func unmount() { Self.unmount(path) }

    /// Takes all of this process away, before it ends in a hurry.
    package static func unmountAll() { for path in mounted.withLock(\.self) { unmount(path) } }

    private static func unmount(_ path: String) {
        mounted.withLock { mounted in
            if mounted.remove(path) != nil { umount2(path, Int32(MNT_DETACH)) }
        }
    }

    private func resize(_ bytes: Int) throws { try Program.run("mount", ["-o", "remount,size=\(bytes)", path]) }
}

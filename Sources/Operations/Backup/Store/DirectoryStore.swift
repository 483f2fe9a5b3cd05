import FoundationEssentials
import Glibc

/// Backups in a directory of this machine, which may well be a mounted one.
package struct DirectoryStore: BackupStore {
    private let root: String
    /// What is being written, beside its place so that renaming it is atomic.
    private static let unfinished = ".unfinished"
    private static let pieceBytes = 1 << 20

    package init(_ root: String) { self.root = root }

    package func put(_ path: String, _ body: (@escaping ByteSink) async throws -> Void) async throws {
        let target = "\(root)/\(path)"
        let folder = String(target[..<(target.lastIndex(of: "/") ?? target.endIndex)])
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch { throw failure("make the directory \(folder)", "\(error)") }
        let descriptor = open(target + Self.unfinished, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure("make \(target)") }
        do {
            defer { close(descriptor) }
            try await body { bytes in try write(bytes, to: descriptor, target) }
            guard fsync(descriptor) == 0 else { throw failure("store \(target)") }
        } catch {
            unlink(target + Self.unfinished)
            throw error
        }
        guard rename(target + Self.unfinished, target) == 0 else { throw failure("store \(target)") }
        // The name too must survive a crash of the machine.
        for directory in [folder, root] {
            let descriptor = open(directory, O_RDONLY | O_CLOEXEC)
            if descriptor >= 0 {
                fsync(descriptor)
                close(descriptor)
            }
        }
    }

    package func get(_ path: String, _ body: ByteSink) async throws {
        let descriptor = open("\(root)/\(path)", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            guard errno == ENOENT else { throw failure("read \(root)/\(path)") }
            throw BackupError(.notFound, "\(root)/\(path) is not there")
        }
        defer { close(descriptor) }
        while true {
            var failed = false
            let piece = [UInt8](unsafeUninitializedCapacity: Self.pieceBytes) { buffer, count in
                let got = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
                failed = got < 0
                count = max(0, got)
            }
            if failed { throw failure("read \(root)/\(path)") }
            if piece.isEmpty { return }
            try await body(piece)
        }
    }

    package func list() async throws -> [StoredFile] {
        var isDirectory = false
        guard FileManager.default.fileExists(atPath: root, isDirectory: &isDirectory) else { return [] }
        guard isDirectory else { throw BackupError(.store, "\(root) is no directory: correct backup.store") }
        return try names(in: root).flatMap { folder in
            try names(in: "\(root)/\(folder)").compactMap { name in
                var entry = stat()
                guard stat("\(root)/\(folder)/\(name)", &entry) == 0, entry.st_mode & S_IFMT == S_IFREG else {
                    return nil
                }
                return StoredFile(path: "\(folder)/\(name)", bytes: Int64(entry.st_size))
            }
        }
    }

    package func delete(_ path: String) async throws {
        guard unlink("\(root)/\(path)") == 0 || errno == ENOENT else { throw failure("delete \(root)/\(path)") }
        // Goes only when it is empty.
        path.split(separator: "/").first.map { _ = rmdir("\(root)/\($0)") }
    }

    package func tidy() async throws {
        for file in try await list() where file.path.hasSuffix(Self.unfinished) { try await delete(file.path) }
    }

    private func names(in directory: String) throws -> [String] {
        var entry = stat()
        guard stat(directory, &entry) == 0, entry.st_mode & S_IFMT == S_IFDIR else { return [] }
        do { return try FileManager.default.contentsOfDirectory(atPath: directory) } catch {
            throw failure("list \(directory)", "\(error)")
        }
    }

    private func write(_ bytes: [UInt8], to descriptor: Int32, _ target: String) throws {
        var start = 0
        while start < bytes.count {
            let written = bytes.withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress.map { $0 + start }, $0.count - start)
            }
            guard written > 0 else {
                if errno == EINTR { continue }
                throw failure("write \(target)")
            }
            start += written
        }
    }

    private func failure(_ what: String, _ why: String = String(cString: strerror(errno))) -> BackupError {
        BackupError(
            .store,
            "cannot \(what): \(why). backup.store must name a directory that this user may write to, with room enough")
    }
}

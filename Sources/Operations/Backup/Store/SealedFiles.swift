import Crypto
import Synchronization

/// Files of a store, sealed on their way in and opened on their way out.
struct SealedFiles: Sendable {
    let store: any BackupStore
    let key: BackupKey
    var progress = BackupProgress()

    /// Stores what the body writes, sealed; what it comes to stands in the entry.
    func put(
        _ name: String, of backup: BackupName, table: String? = nil, _ body: (@escaping ByteSink) async throws -> Void
    ) async throws -> Manifest.File {
        let path = "\(backup)/\(name)"
        var sealer = Sealer(key, context: path)
        var digest = SHA256()
        var file = Manifest.File(name: name, bytes: 0, sha256: "", plainBytes: 0, table: table)
        try await store.put(path) { write in
            func pass(_ sealed: [UInt8]) async throws {
                guard !sealed.isEmpty else { return }
                digest.update(data: sealed)
                file.bytes += Int64(sealed.count)
                try await write(sealed)
                progress.add(sealed.count)
            }
            try await body { bytes in
                file.plainBytes += Int64(bytes.count)
                try await pass(sealer.seal(bytes))
            }
            try await pass(sealer.finish())
        }
        file.sha256 = digest.finalize().hexadecimal
        return file
    }

    /// Hands out what a file says. Every byte is the sealer's; that they are all, and the entry's, is known at the return.
    func get(_ file: Manifest.File, of backup: BackupName, _ body: ByteSink) async throws {
        let path = "\(backup)/\(file.name)"
        var unsealer = Unsealer(key, context: path)
        var digest = SHA256()
        var count: Int64 = 0
        try await store.get(path) { bytes in
            digest.update(data: bytes)
            count += Int64(bytes.count)
            progress.add(bytes.count)
            let opened = try unsealer.open(bytes)
            if !opened.isEmpty { try await body(opened) }
        }
        let rest = try unsealer.finish()
        if !rest.isEmpty { try await body(rest) }
        guard count == file.bytes, digest.finalize().hexadecimal == file.sha256 else {
            throw BackupError(.damaged, "\(path) is damaged: its size or its SHA-256 is not what the manifest says")
        }
    }

    func manifest(of backup: BackupName) async throws -> Manifest {
        let path = "\(backup)/\(Manifest.fileName)"
        var unsealer = Unsealer(key, context: path)
        let sealed = try await store.contents(of: path, bytesMax: Manifest.bytesMax)
        let text = try unsealer.open(sealed) + unsealer.finish()
        let manifest = try Manifest(decoding: text, from: path)
        guard manifest.name == "\(backup)" else { throw BackupError(.damaged, "\(path) speaks of \(manifest.name)") }
        return manifest
    }
}

/// Bytes that have gone by, for whoever shows progress.
package final class BackupProgress: Sendable {
    private let total = Atomic<Int64>(0)

    /// Nothing has gone by yet.
    package init() {}

    /// As stored, so far.
    package var bytes: Int64 { total.load(ordering: .relaxed) }

    func add(_ count: Int) { total.add(Int64(count), ordering: .relaxed) }
}

extension Sequence<UInt8> {
    /// Two digits for each byte.
    var hexadecimal: String {
        map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }
}

import Assembly
import Backup
import Foundation
import ServiceLifecycle
import Synchronization
import Terminal
import UnixSignals

/// What operators are told of backups.
enum BackupText {
    /// A manifest on a few lines.
    static func page(_ manifest: Manifest) -> [String] {
        let checkpoints = Dictionary(grouping: manifest.checkpoints, by: \.topic).sorted { $0.key < $1.key }
        let rows =
            [
                ["backup", manifest.name], ["taken at", manifest.takenAt], ["finished at", manifest.finishedAt],
                [
                    "database",
                    "\(manifest.database), PostgreSQL \(manifest.serverVersion), migration \(manifest.migration)",
                ],
                ["configuration", manifest.configCommit],
                ["size", "\(ByteSize.text(manifest.bytes)) in \(counted(manifest.files.count, "file"))"],
                ["records", "\(manifest.records)"],
            ]
            + checkpoints.map { topic, places in
                let offsets = places.map { "\($0.partition):\($0.nextOffset)" }.joined(separator: " ")
                return ["up to", "\(topic) \(offsets)"]
            }
        return TextTable.lines(rows)
    }
}

/// Says on standard error how far something long has come.
struct BackupDisplay {
    let progress = BackupProgress()
    private let verb: String

    init(_ verb: String) { self.verb = verb }

    func during<Value: Sendable>(_ work: () async throws -> Value) async throws -> Value {
        let isTerminal = isatty(STDERR_FILENO) == 1
        let (progress, verb) = (progress, verb)
        let telling = Task {
            while true {
                try await Task.sleep(for: isTerminal ? .milliseconds(500) : .seconds(30))
                let text = "\(ByteSize.text(progress.bytes)) \(verb)"
                FileHandle.standardError.write(
                    Data((isTerminal ? "\r\u{1B}[K\(printable(text))" : printable(text) + "\n").utf8))
            }
        }
        defer {
            telling.cancel()
            if isTerminal { FileHandle.standardError.write(Data("\r\u{1B}[K".utf8)) }
        }
        return try await work()
    }
}

/// Runs the work, and cancels it on SIGINT or SIGTERM, so that it can clean up behind itself.
func untilSignal<Value: Sendable>(_ work: @escaping @Sendable () async throws -> Value) async throws -> Value {
    try await withThrowingTaskGroup(of: Value?.self) { group in
        group.addTask { try await work() }
        group.addTask {
            for await _ in await UnixSignalsSequence(trapping: .sigint, .sigterm) { break }
            return nil
        }
        defer { group.cancelAll() }
        if let first = try await group.next(), let value = first { return value }
        group.cancelAll()
        // What the work says to being cancelled.
        while let rest = try? await group.next() { if let value = rest { return value } }
        throw OperatorError("ended by a signal: nothing was changed")
    }
}

import ArgumentParser
import Assembly
import Backup
import Foundation
import Settings
import Terminal

extension BackupCommand {
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the complete backups, the newest first.",
            discussion: """
                A backup that does not open with the key in backup.keyFile is listed with the reason.

                EXAMPLES
                  pulsehub backup list
                  pulsehub backup list --json | jq -r '.name'
                """)

        @Flag(help: "One JSON object a line: the whole manifest.") var json = false
        @OptionGroup var options: Options

        func run() async throws {
            let settings = try await options.load()
            let names = try await BackupCatalog(settings).backups().reversed()
            let check = BackupCheck(try BackupConfiguration(settings, settings.commit))
            var rows: [[String]] = []
            for name in names {
                do {
                    let manifest = try await check.manifest(of: name)
                    if json { print(String(decoding: try manifest.line(), as: UTF8.self)) }
                    rows.append([
                        "\(name)", ByteSize.text(manifest.bytes), "\(manifest.records)", manifest.serverVersion,
                        String(manifest.configCommit.prefix(12)),
                    ])
                } catch let error as BackupError {
                    if json { writeError("\(name): \(error)") }
                    rows.append(["\(name)", "", "", "", "\(error)"])
                }
            }
            guard !json else { return }
            guard !rows.isEmpty else { return print("no backups in backup.store") }
            let heads = ["name", "size", "records", "PostgreSQL", "configuration"]
            for line in TextTable.lines([heads] + rows, right: [1, 2]) { print(line) }
        }
    }
}

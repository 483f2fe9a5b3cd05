import ArgumentParser
import Assembly
import Backup
import Settings
import Terminal

/// Restores PostgreSQL from a backup.
struct RestoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Restore PostgreSQL from a backup, into an empty database.",
        discussion: """
            Fills a new database beside the one in postgres.url, which must be empty, migrated or not, or not be there yet. \
            Every byte is authenticated on its way, every file and every table must be complete; then the new database takes \
            the name, in one transaction. Until that moment nothing is changed, whatever happens. The role in postgres.url \
            must be allowed to make databases, and owns everything afterwards.

            AFTERWARDS
              pulsehub archiver          goes on from the backup's checkpoints and takes what came later from Kafka
              pulsehub rebuild --all     makes Redis from the archive
              pulsehub verify            says "0 differences"

            Erasures that came after the backup are in the log like all else and are carried out again, as long as Kafka \
            still has them: docs/backup.md says what to do where it has not.

            EXAMPLES
              pulsehub restore
              pulsehub restore --backup 2026-11-21T02-30-00Z --set postgres.url=postgresql://db.internal/pulsehub
            """)

    @Option(help: ArgumentHelp("A backup's name, or latest.", valueName: "name")) var backup = "latest"
    @OptionGroup var options: BackupCommand.Options

    func run() async throws {
        let settings = try await options.load()
        let display = BackupDisplay("read")
        let name = try await BackupCatalog(settings).find(backup)
        let run = RestoreRun(
            try BackupConfiguration(settings, settings.commit), progress: display.progress,
            logger: Assembly(settings).logger)
        let manifest = try await display.during { try await untilSignal { try await run.run(name) } }
        for line in BackupText.page(manifest) { print(line) }
        print(
            """
            restored. Next:
              1. pulsehub db migrate        does nothing unless this build is newer than the backup
              2. start the archiver         it takes from Kafka what came after the backup, erasures too
              3. pulsehub rebuild --all     Redis from the archive
              4. pulsehub verify            0 differences
            Erasures between \(manifest.takenAt) and the oldest record that Kafka still has must be repeated: docs/backup.md
            """)
    }
}

import ArgumentParser
import Assembly
import Backup
import Events
import Settings
import Terminal

/// Backups of PostgreSQL, which is the truth from which everything else can be restored.
struct BackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Take, list, check and prune encrypted backups of PostgreSQL.",
        discussion: """
            A backup is one moment of the database, with the archive's checkpoints of that moment: after "pulsehub restore" \
            the archiver goes on from there and takes from Kafka what came later. Redis is not in it: "pulsehub rebuild" \
            makes it from the archive. Everything runs while the pipeline does.

            FIRST
              pulsehub backup key /etc/pulsehub/backup.key       and keep a copy of that file elsewhere
              in config/backup.yaml:
                backup:
                  store: /var/backups/pulsehub                   or s3://bucket/folder
                  keyFile: /etc/pulsehub/backup.key

            EXAMPLES
              pulsehub backup create
              pulsehub backup list
              pulsehub backup verify latest
              pulsehub backup prune --dry-run
              pulsehub backup schedule                           as a service, at backup.times

            More: docs/backup.md.
            """,
        subcommands: [Create.self, List.self, Verify.self, Prune.self, Schedule.self, Key.self])

    /// What the subcommands share.
    struct Options: ParsableArguments {
        @OptionGroup(title: "Configuration") var configuration: ConfigurationOptions

        func load() async throws -> EffectiveSettings {
            bootstrapLogging()
            let settings = try await configuration.load(.backup)
            LogLines.adopt(settings)
            return settings
        }
    }
}

extension BackupCommand {
    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take a backup now.",
            discussion: """
                Prints the backup's name. Whatever goes wrong, and Ctrl-C too, leaves nothing in the store. To prune \
                afterwards is for "backup prune", or "backup schedule".
                """)

        @OptionGroup var options: Options

        func run() async throws {
            let settings = try await options.load()
            let display = BackupDisplay("stored")
            let run = BackupRun(
                try BackupConfiguration(settings, settings.commit), progress: display.progress,
                logger: Assembly(settings).logger)
            let manifest = try await display.during {
                try await untilSignal { try await run.take(now: Assembly.now()) }
            }
            for line in BackupText.page(manifest) { print(line) }
        }
    }

    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Read a whole backup and check that every byte is as it was sealed.",
            discussion: """
                Sizes, SHA-256 and the authentication tag of every chunk. Restores nothing. That a backup can be restored is \
                proved by restoring it: into an empty database, from time to time.

                Exit code 0: it is whole. 1: it is not, and the first damaged file is named.
                """)

        @Argument(help: ArgumentHelp("A backup's name, or latest.", valueName: "name")) var backup = "latest"
        @OptionGroup var options: Options

        func run() async throws {
            let settings = try await options.load()
            let display = BackupDisplay("read")
            let check = BackupCheck(try BackupConfiguration(settings, settings.commit), progress: display.progress)
            let name = try await BackupCatalog(settings).find(backup)
            let manifest = try await display.during { try await check.run(name) }
            for line in BackupText.page(manifest) { print(line) }
            print("whole: \(counted(manifest.files.count + 1, "file")), \(ByteSize.text(manifest.bytes))")
        }
    }

    struct Prune: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Delete the backups that backup.keepDays, keepWeeks and keepMonths do not keep.",
            discussion: """
                Of each of the last days, weeks and months the newest one is kept, and the newest of all whatever its age. \
                Needs no key.
                """)

        @Flag(help: "Only say which.") var dryRun = false
        @OptionGroup var options: Options

        func run() async throws {
            let settings = try await options.load()
            let gone = try await BackupCatalog(settings).prune(
                Retention(settings), on: Assembly.now().utcDate, dryRun: dryRun)
            for name in gone { print("\(dryRun ? "would delete" : "deleted") \(name)") }
            if gone.isEmpty { print("nothing to delete") }
        }
    }

    struct Schedule: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take a backup whenever backup.times says so, and prune after it.",
            discussion: """
                A service with an admin port (9105). Whether a backup is due is asked of the store: one that was missed is \
                made up for at once. A failed one is tried again after 30 seconds, doubling to half an hour; /readyz and \
                pulsehub_backup_failing say so. SIGTERM ends a backup under way and leaves nothing of it.
                """)

        @OptionGroup var options: ConfigurationOptions

        func run() async throws { try await serve([.backup], using: options) }
    }

    struct Key: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a key file.",
            discussion: """
                256 random bits as hexadecimal digits, in a file that only its owner can read. An existing file is left as it \
                is. Keep a copy where neither the database nor the backups are: without the key no backup can be restored. \
                After a change of key the older backups need the older file.
                """)

        @Argument(help: ArgumentHelp("The file to make.", valueName: "file")) var file: String

        func run() throws { print("made \(file), key \(try BackupKey.create(file: file).id)") }
    }
}

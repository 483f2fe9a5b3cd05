import ArgumentParser
import Assembly
import Foundation
import Settings

/// One row of the benchmark, run by ``BenchCommand`` as a process of its own.
struct BenchRowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench-row", abstract: "Measure one row of the benchmark.", shouldDisplay: false)

    /// What to run.
    enum Row: String, ExpressibleByArgument {
        case consume, decode, fold, processor, copy, archiver, api
    }

    @Argument var row: Row
    @Option var group = "bench"
    @Option var events = 0
    @Option var plainPort = 0
    @Option var body = ""
    @OptionGroup var options: ConfigurationOptions

    func run() async throws {
        bootstrapLogging()
        let service: Service =
            switch row {
            case .consume, .decode, .fold, .processor: .streamProcessor
            case .copy, .archiver: .archiver
            case .api: .profileAPI
            }
        let assembly = Assembly(try await options.load(service))
        let measurement = try await measure(assembly)
        FileHandle.standardOutput.write(try JSONEncoder().encode(measurement))
    }

    private func measure(_ assembly: Assembly) async throws -> Measurement {
        let hot = HotRows(assembly: assembly, reader: try reader(assembly))
        let archive = ArchiveRows(assembly: assembly, reader: try reader(assembly))
        return switch row {
        case .consume: try hot.consume()
        case .decode: try hot.decode()
        case .fold: try hot.fold()
        case .processor: try await hot.processor()
        case .copy: try archive.copy()
        case .archiver: try await archive.archiver()
        case .api: try await APIRows(assembly: assembly, plainPort: plainPort, body: body).serve()
        }
    }

    private func reader(_ assembly: Assembly) throws -> LogReader {
        let settings = assembly.settings
        return LogReader(
            properties: try assembly.readingProperties(
                session: settings[\.hot.sessionTimeout], fetchQueueKiB: settings[\.hot.fetchQueueKiB]),
            group: group, events: events,
            batchRecords: settings.service == .archiver ? settings[\.cold.batchRecords] : settings[\.hot.batchRecords])
    }
}

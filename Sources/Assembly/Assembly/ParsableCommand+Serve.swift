import ArgumentParser
import Logging
import ServiceLifecycle
import Settings

extension ParsableCommand {
    /// Runs processes until a signal, and ends with their exit code.
    package func serve(_ definitions: [ProcessDefinition], using options: ConfigurationOptions) async throws {
        bootstrapLogging()
        let services = definitions.map(\.service)
        let configuration = try await options.start(services)
        let assemblies = services.compactMap(configuration.assembly)
        for assembly in assemblies { assembly.announce() }
        let logger = Logger(label: "pulsehub")
        do {
            let processes = try await configuration.processes(definitions)
            let memory = MemoryWatch(
                limitMiB: assemblies.reduce(0) { $0 + $1.settings[\.process.memoryMiB] }, logger: logger)
            try await serveUntilSignal([configuration, memory, SideBySide(processes)], logger: logger)
        } catch let error as StartupTimedOut {
            logger.critical("\(error)")
            throw ExitCode(StartupTimedOut.exitCode)
        }
    }
}

extension Assembly {
    /// Every process says what it runs under.
    func announce() {
        logger.info(
            "starting",
            metadata: ["configCommit": "\(settings.commit)", "kafka": "\(settings[\.kafka.bootstrapServers])"])
    }
}

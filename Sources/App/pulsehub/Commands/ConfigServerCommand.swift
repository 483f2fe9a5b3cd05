import ArgumentParser
import Assembly
import ConfigServer
import Logging
import Settings

/// The configuration for applications that are not PulseHub's.
struct ConfigServerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config-server",
        abstract: "Serve the configuration over HTTP in Spring Cloud Config's form.",
        discussion: """
            GET /{application}/{profiles}[/{label}]. PulseHub's own services have their files in the folder itself, other \
            applications have theirs in its subfolder "others"; application.yaml is for all. An invalid commit is not \
            served: the last valid one is.

            EXAMPLES
              pulsehub config-server --config-repo ../settings
              curl http://127.0.0.1:8888/billing/production
              curl http://127.0.0.1:8888/stream-processor/default/main
            """)

    @Option(help: "Port to listen on.") var port = 8888
    @Option(help: "Address to listen on; callers are not authenticated.") var host = "127.0.0.1"
    @OptionGroup var source: ConfigCommand.Source

    func run() async throws {
        bootstrapLogging()
        let logger = Logger(label: "config-server")
        let server = ConfigServer(source.git, logger: logger)
        let listener = Listener(
            server.buildApplication(host: host, port: port), "the port", at: "\(host):\(port)", setting: "--port")
        try await serveUntilSignal([listener], logger: logger)
    }
}

import Assembly
import Hummingbird
import Logging
import ServiceLifecycle
import UnixSignals

/// The profile API beside a route that does nothing, in one process. That one is as Hummingbird comes: it runs on Swift's own
/// threads, and its logger is the standard one.
struct APIRows {
    let assembly: Assembly
    let plainPort: Int
    /// What the plain route answers.
    let body: String

    /// Serves both until SIGTERM, then tells what the process used.
    func serve() async throws -> Measurement {
        let watch = Stopwatch()
        let bytes = ByteBuffer(string: body)
        let router = Router()
        router.get("/api/v1/profiles/:userId") { _, _ in
            Response(status: .ok, headers: [.contentType: "application/json"], body: .init(byteBuffer: bytes))
        }
        let plain = Application(
            router: router, configuration: .init(address: .hostname("127.0.0.1", port: plainPort)),
            logger: Logger(label: "bare") { StreamLogHandler.standardError(label: $0) })
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [try await assembly.profileAPIProcess(), plain], gracefulShutdownSignals: [.sigterm],
                logger: assembly.logger))
        try await group.run()
        return watch.measurement(items: 0)
    }
}

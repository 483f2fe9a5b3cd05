import Access
import AccessFakes
import Events
import HTTPKit
import Hummingbird
import Identity
import Ingest
import Logging
import NIOCore
import Producing
import ProfileAPI
import Profiles
import Readiness
import Synchronization

/// Both HTTP servers over memory. Each request finds them as new, so that an input means the same whatever came before.
///
/// For one request at a time; see ``lend(_:)``.
final class FuzzServers: Sendable {
    private static let idle = Mutex<[FuzzServers]>([])
    /// Building routers takes far longer than a request. What servers gather, such as records of reads, ends with them.
    private static let requestsMax = 5000
    private static let logger = Logger(label: "fuzz") { _ in SwiftLogNoOpLogHandler() }
    private static let terms = WellnessProfile.Terms(settings: .standard, configCommit: "fuzz")
    private static let now = Instant(microseconds: 1_795_176_000_000_000)

    private let directory = InMemoryAccessDirectory()
    private let ingest: any HTTPResponder<CallerContext>
    private let profiles: any HTTPResponder<CallerContext>
    private let requestsLeft = Mutex(FuzzServers.requestsMax)

    private init() {
        var configuration = IngestConfiguration()
        configuration.batchEventsMax = 8
        let fixed = configuration
        let (verifier, logger, store) = (FakeVerifier(), Self.logger, MemoryProfileStore())
        ingest = IngestServer(
            sink: AcknowledgingSink(), verifier: verifier, configuration: { fixed }, logger: logger
        ).buildRouter().framed()
        profiles = ProfileServer(
            store: FallbackProfileStore(redis: store, postgres: store, logger: logger), export: MemoryExport(),
            verifier: verifier,
            access: Access(directory: directory, audit: AuditLog(capacity: .max), now: { Self.now }),
            terms: { Self.terms }, now: { Self.now }, logger: logger
        ).buildRouter().framed()
    }

    /// Lends servers that nobody else uses meanwhile.
    static func lend<Value>(_ body: (FuzzServers) async throws -> Value) async throws -> Value {
        let servers = idle.withLock { $0.popLast() } ?? FuzzServers()
        let value = try await body(servers)
        let isWorn = servers.requestsLeft.withLock { left in
            left -= 1
            return left == 0
        }
        if !isWorn { idle.withLock { $0.append(servers) } }
        return value
    }

    func answer(_ request: Request, on channel: any Channel) async throws -> Response {
        try await reset()
        let context = CallerContext(source: ApplicationRequestContextSource(channel: channel, logger: Self.logger))
        let path = request.uri.path
        let isEvents = path.hasPrefix("/ingest") || path.hasPrefix("/api/v1/events")
        return try await (isEvents ? ingest : profiles).respond(to: request, context: context)
    }

    /// One team: `ana` is an athlete of it and `carl` her coach.
    private func reset() async throws {
        directory.reset()
        let patience = Duration.seconds(1)
        let team = Team(id: try TeamID("first"), name: "First")
        let ana = try UserID("ana")
        _ = try await directory.create(team, within: patience)
        _ = try await directory.put(ana, as: .athlete, in: team.id, within: patience)
        _ = try await directory.put(try UserID("carl"), as: .coach, in: team.id, within: patience)
        try await directory.setConsents([team.id: [.hrv, .sleep]], of: ana, within: patience)
    }
}

/// Forgets what it acknowledges.
private struct AcknowledgingSink: EventSink {
    func enqueue(
        _ event: OutgoingEvent, whenDone: @escaping @Sendable (Result<Void, SinkError>) -> Void
    ) throws(SinkError) {
        whenDone(.success(()))
    }
}

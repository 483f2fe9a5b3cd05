import Access
import AccessFakes
import Events
import HTTPKit
import Hummingbird
import Identity
import Ingest
import Logging
import NIOCore
import ProfileAPI
import Profiles
import Readiness

/// Both HTTP servers over memory, new for each request, so that an input means the same whatever came before it.
enum FuzzServers {
    private static let logger = Logger(label: "fuzz") { _ in SwiftLogNoOpLogHandler() }
    private static let terms = WellnessProfile.Terms(settings: .standard, configCommit: "fuzz")
    private static let now = Instant(microseconds: 1_795_176_000_000_000)

    static func answer(_ request: Request, on channel: any Channel) async throws -> Response {
        let context = CallerContext(source: ApplicationRequestContextSource(channel: channel, logger: logger))
        let path = request.uri.path
        let isEvents = path.hasPrefix("/ingest") || path.hasPrefix("/api/v1/events")
        let router = isEvents ? ingest.buildRouter() : try await profiles()
        return try await router.buildResponder().respond(to: request, context: context)
    }

    private static var ingest: IngestServer<AcknowledgingSink> {
        var configuration = IngestConfiguration()
        configuration.batchEventsMax = 8
        let fixed = configuration
        return IngestServer(
            sink: AcknowledgingSink(), verifier: BelievingVerifier(), configuration: { fixed }, logger: logger)
    }

    private static func profiles() async throws -> Router<CallerContext> {
        let directory = InMemoryAccessDirectory()
        let patience = Duration.seconds(1)
        let team = Team(id: try TeamID("first"), name: "First")
        _ = try await directory.create(team, within: patience)
        _ = try await directory.put(try UserID("ana"), as: .athlete, in: team.id, within: patience)
        _ = try await directory.put(try UserID("carl"), as: .coach, in: team.id, within: patience)
        try await directory.setConsents([team.id: [.hrv, .sleep]], of: try UserID("ana"), within: patience)
        let store = MemoryProfileStore()
        return ProfileServer(
            store: FallbackProfileStore(redis: store, postgres: store, logger: logger), export: MemoryExport(),
            verifier: BelievingVerifier(), access: Access(directory: directory, now: { now }),
            terms: { terms }, now: { now }, logger: logger
        ).buildRouter()
    }
}

/// Believes tokens of the form `subject:role,role`.
private struct BelievingVerifier: TokenVerifier {
    func caller(bearing token: Substring) async throws(Problem) -> Caller {
        let parts = token.split(separator: ":", maxSplits: 1)
        guard parts.count == 2 else { throw Problem.unauthorized("not a token") }
        return Caller(
            subject: try UserID(pathSegment: parts[0]),
            roles: Set(parts[1].split(separator: ",").compactMap { Role(rawValue: String($0)) }))
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

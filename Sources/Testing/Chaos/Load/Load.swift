import AsyncHTTPClient
import Events
import NIOCore
import NIOHTTP1
import Synchronization

/// Clients that send events over HTTP at a steady rate, and remember what was acknowledged.
///
/// Nothing is sent twice: what is not acknowledged may be stored or not, and is given up.
final class Load: Sendable {
    private struct State {
        var acknowledged: [ExactText: ContinuousClock.Instant] = [:]
        var unknown: Set<ExactText> = []
        var lastAcknowledged: ContinuousClock.Instant
        var openRequests = 0
        /// How many unanswered events there are of each user.
        var open: [ExactText: Int] = [:]
        var gone: Set<ExactText> = []
        var isStopping = false
        var isDone = false
    }

    private let url: String
    private let token: String
    private let journal: Journal
    private let state: Mutex<State>

    private static let pause = Duration.milliseconds(100)
    private static let eventsPerRequest = 4
    /// A client that gives up; longer than the server waits for the broker.
    private static let timeout = TimeAmount.seconds(15)
    private static let requestsMax = 200

    init(url: String, token: String, journal: Journal) {
        self.url = url
        self.token = token
        self.journal = journal
        state = Mutex(State(lastAcknowledged: .now))
    }

    /// When each event was acknowledged.
    var acknowledged: [ExactText: ContinuousClock.Instant] { state.withLock(\.acknowledged) }

    /// Events whose request failed or was not answered.
    var unknown: Set<ExactText> { state.withLock(\.unknown) }

    /// When something was acknowledged last.
    var lastAcknowledged: ContinuousClock.Instant { state.withLock(\.lastAcknowledged) }

    /// Sends nothing more about this user.
    func leave(out user: ExactText) { state.withLock { _ = $0.gone.insert(user) } }

    /// Whether all is answered that was sent about this user.
    func isQuiet(about user: ExactText) -> Bool { state.withLock { $0.open[user, default: 0] == 0 } }

    /// Ends ``run(_:)`` once the open requests are answered.
    func stop() { state.withLock { $0.isStopping = true } }

    /// Whether every request is answered or given up, after ``stop()``.
    var isDone: Bool { state.withLock(\.isDone) }

    /// Sends until it is stopped, without waiting for one answer before the next request.
    func run(_ events: LoadEvents) async throws {
        var events = events
        defer { state.withLock { $0.isDone = true } }
        try await withThrowingDiscardingTaskGroup { group in
            while !state.withLock(\.isStopping) {
                try await Task.sleep(for: Self.pause)
                guard state.withLock(\.openRequests) < Self.requestsMax else { continue }
                let batch = try await events.next(Self.eventsPerRequest, without: state.withLock(\.gone))
                state.withLock { state in
                    state.openRequests += 1
                    for event in batch { state.open[event.user, default: 0] += 1 }
                }
                group.addTask { await self.send(batch) }
            }
        }
    }

    private func send(_ batch: [LoadEvents.Sent]) async {
        var request = HTTPClientRequest(url: url)
        request.method = .POST
        request.headers.add(name: "authorization", value: "Bearer \(token)")
        request.headers.add(name: "content-type", value: "application/cloudevents-batch+json")
        let body = Array("[".utf8) + batch.map(\.value).joined(separator: Array(",".utf8)) + Array("]".utf8)
        request.body = .bytes(body)
        let status = try? await HTTPClient.shared.execute(request, timeout: Self.timeout).status.code
        if let status, status != 202, status < 500 { journal.violation("ingest refuses good events with \(status)") }
        state.withLock { state in
            state.openRequests -= 1
            for event in batch { state.open[event.user, default: 0] -= 1 }
            if status == 202 {
                state.lastAcknowledged = .now
                for event in batch { state.acknowledged[event.id] = .now }
            } else {
                state.unknown.formUnion(batch.map(\.id))
            }
        }
    }
}

import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import Synchronization

/// A client that asks for a profile again and again.
final class ProfileProbe: Sendable {
    private struct State {
        var lastServed = ContinuousClock.now
        var isStopping = false
    }

    private let url: String
    private let token: String
    private let journal: Journal
    private let state = Mutex(State())

    private static let pause = Duration.milliseconds(200)
    private static let timeout = TimeAmount.seconds(5)

    init(url: String, token: String, journal: Journal) {
        self.url = url
        self.token = token
        self.journal = journal
    }

    /// When a profile was served last, from Redis or from PostgreSQL.
    var lastServed: ContinuousClock.Instant { state.withLock(\.lastServed) }

    /// Ends ``run()`` soon.
    func stop() { state.withLock { $0.isStopping = true } }

    /// Asks until it is stopped. No answer and "not now" are an outage; everything else but a profile is a mistake.
    func run() async throws {
        while !state.withLock(\.isStopping) {
            var request = HTTPClientRequest(url: url)
            request.headers.add(name: "authorization", value: "Bearer \(token)")
            let response = try? await HTTPClient.shared.execute(request, timeout: Self.timeout)
            _ = try? await response?.body.collect(upTo: 1 << 20)
            switch response?.status.code {
            case 200: state.withLock { $0.lastServed = .now }
            case nil, 503: break
            case let status?: journal.violation("profile-api answers \(status) for a profile that there is")
            }
            try await Task.sleep(for: Self.pause)
        }
    }
}

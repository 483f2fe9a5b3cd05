import AccessFakes
import Events
import HTTPKit
import Hummingbird
import Identity
import Logging
import ServiceLifecycle
import Synchronization
import TestSupport

@testable import Updates

/// Live updates behind a real socket, with everything below them in the test's hands.
struct LiveServer: Sendable {
    let port: Int
    let updates: LiveUpdates
    let source: FakeSource
    let rules: FakeRules
    let group: ServiceGroup

    func sse(_ query: String = "", token: String = "ana:athlete", _ headers: [String] = []) async throws -> RawClient {
        try await RawClient.get("/api/v1/stream\(query)", port: port, token: token, headers)
    }

    /// Handshakes without waiting for the answer.
    func webSocket(
        _ query: String = "", token: String = "ana:athlete", _ headers: [String] = []
    ) async throws -> RawClient {
        let handshake = [
            "Connection: keep-alive, Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        ]
        return try await RawClient.get("/api/v1/ws\(query)", port: port, token: token, handshake + headers)
    }

    /// A new state, as if Redis had told of it.
    func publish(_ user: UserID, _ text: String, figures: AlertFigures? = nil) {
        source.set(user, text, figures: figures)
        updates.hub.changed([user])
    }
}

/// Runs the body with a server that is shut down gracefully afterwards.
func withLiveServer(
    _ change: (inout LiveConfiguration) -> Void = { _ in }, wall: Instant = "2026-11-20T12:00:00Z",
    trusts: @escaping @Sendable (Caller) -> Bool = { _ in true },
    _ body: @escaping @Sendable (LiveServer) async throws -> Void
) async throws {
    var configuration = LiveConfiguration()
    configuration.tick = .milliseconds(20)
    change(&configuration)
    let (source, rules) = (FakeSource(), FakeRules())
    let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    let updates = LiveUpdates(
        source: source, rules: rules.rules, redis: nil, configuration: configuration, trusts: trusts, wall: { wall },
        logger: logger)
    let router = Router(context: CallerContext.self)
    updates.addServerSentEvents(to: router.admitting(Admission(FakeVerifier())).group("/api/v1"))
    updates.addWebSocket(
        to: router.group("/api/v1/ws").add(middleware: WebSocketRequests())
            .admitting(Admission(FakeVerifier())).group())
    router.get("/plain") { _, _ in "plain" }
    let (ports, port) = AsyncStream<Int>.makeStream()
    let application = Application(
        responder: router.framed(), configuration: .init(address: .hostname("127.0.0.1", port: 0)),
        services: [updates], onServerRunning: { port.yield($0.localAddress?.port ?? 0) }, logger: logger)
    let group = ServiceGroup(
        configuration: ServiceGroupConfiguration(services: [application], gracefulShutdownSignals: [], logger: logger))
    try await withThrowingTaskGroup(of: Void.self) { tasks in
        tasks.addTask { try await group.run() }
        for await port in ports {
            try await body(LiveServer(port: port, updates: updates, source: source, rules: rules, group: group))
            break
        }
        await group.triggerGracefulShutdown()
        try await tasks.waitForAll()
    }
}

/// Asks again and again until the answer is yes; false after half a minute.
func eventually(_ condition: () async throws -> Bool) async rethrows -> Bool {
    let end = ContinuousClock.now + .seconds(30)
    while ContinuousClock.now < end {
        if try await condition() { return true }
        try? await Task.sleep(for: .milliseconds(2))
    }
    return false
}

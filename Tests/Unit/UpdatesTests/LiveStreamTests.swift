import Access
import Events
import HTTPKit
import Identity
import Synchronization
import Testing

@testable import Updates

@Suite("Live stream, by a clock that is moved by hand")
struct LiveStreamTests {
    let clock = ManualClock()
    let configuration = LiveConfiguration()
    let disconnects = Counter()

    final class Counter: Sendable {
        private let value = Mutex(0)
        func add() { value.withLock { $0 += 1 } }
        var count: Int { value.withLock { $0 } }
    }

    func stream(_ transport: LiveTransport = .serverSentEvents, expiresAt: Instant? = nil) -> LiveStream {
        let stream = LiveStream(
            .init(caller: "ana", scope: .own("ana"), transport: transport, expiresAt: expiresAt),
            visible: [Visibility(of: "ana", shown: Set(Signal.allCases))],
            decide: { () throws(Problem) in [] }, record: { _ throws(Problem) in }, now: { clock.now })
        stream.onDisconnect { disconnects.add() }
        stream.fill()
        return stream
    }

    func tick(_ stream: LiveStream) { stream.tick(configuration, wall: "2026-11-20T12:00:00Z") }

    func offer(_ text: String, _ stream: LiveStream) {
        let all = Set(Signal.allCases)
        stream.offer(Outbox.Document(.fake(text, of: "ana"), all), of: "ana", for: all)
    }

    @Test("a quiet stream gets a heartbeat every 30 seconds, and one that has just been told something does not")
    func heartbeat() async {
        let stream = stream()
        clock.advance(by: .seconds(29))
        tick(stream)
        offer("1", stream)
        #expect(await stream.nextText.contains("1"))
        let next = Task { await stream.next() }
        while stream.isWriting { await Task.yield() }
        clock.advance(by: .seconds(29))
        tick(stream)
        clock.advance(by: .seconds(1))
        tick(stream)
        guard case .heartbeat = await next.value else { return #expect(Bool(false), "no heartbeat") }
    }

    @Test("a client that does not take a message for 20 seconds is disconnected")
    func slow() async {
        let stream = stream()
        offer("1", stream)
        _ = await stream.next()
        clock.advance(by: .seconds(20))
        tick(stream)
        #expect(disconnects.count == 0)
        clock.advance(by: .seconds(1))
        tick(stream)
        #expect(disconnects.count == 1)
        guard case .end(.gone) = await stream.next() else { return #expect(Bool(false), "goes on") }
    }

    @Test("a goodbye that cannot be said within two seconds is not waited for")
    func farewell() async {
        let stream = stream()
        offer("1", stream)
        _ = await stream.next()
        stream.end(.bye)
        clock.advance(by: .seconds(3))
        tick(stream)
        #expect(disconnects.count == 1)
    }

    @Test("a WebSocket whose peer answers no ping is disconnected, one that does is not")
    func silence() {
        let (dead, alive) = (stream(.webSocket), stream(.webSocket))
        clock.advance(by: .seconds(70))
        alive.heard()
        clock.advance(by: .seconds(6))
        for stream in [dead, alive] { tick(stream) }
        #expect(dead.ending == .gone)
        #expect(alive.ending == nil)
    }

    @Test("the token's end is the stream's")
    func expiry() async {
        let (over, valid) = (stream(expiresAt: "2026-11-20T12:00:00Z"), stream(expiresAt: "2026-11-20T12:00:01Z"))
        for stream in [over, valid] { tick(stream) }
        guard case .end(.expired) = await over.next() else { return #expect(Bool(false), "goes on") }
        #expect(valid.ending == nil)
    }

    @Test("a cancelled writer is not left waiting")
    func cancellation() async {
        let stream = stream()
        let next = Task { await stream.next() }
        next.cancel()
        guard case .end(.gone) = await next.value else { return #expect(Bool(false), "goes on") }
    }
}

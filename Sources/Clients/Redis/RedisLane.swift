import NIOCore
import Synchronization

/// The part of a client that belongs to one event loop: callers hand it their calls from any thread.
final class RedisLane: Sendable {
    let loop: any EventLoop
    private let session: NIOLoopBoundBox<RedisSession>
    private let counts: RedisCounts

    init(_ loop: any EventLoop, configuration: RedisConfiguration, callsMax: Int) {
        let counts = RedisCounts()
        self.loop = loop
        self.counts = counts
        session = .makeBoxSendingValue(
            RedisSession(loop, configuration: configuration, callsMax: callsMax, counts: counts), eventLoop: loop)
    }

    func submit(_ call: RedisCall) {
        if loop.inEventLoop { return session.value.submit(call) }
        loop.execute { [session] in session.value.submit(call) }
    }

    func close() { loop.execute { [session] in session.value.close() } }

    var isConnected: Bool { counts.isConnected.load(ordering: .relaxed) }

    func add(to statistics: inout RedisStatistics) {
        statistics.commands += counts.commands.load(ordering: .relaxed)
        statistics.roundTrips += counts.roundTrips.load(ordering: .relaxed)
        statistics.connections += counts.connections.load(ordering: .relaxed)
    }
}

/// What a lane's session tells to other threads.
final class RedisCounts: Sendable {
    let commands = Atomic<Int>(0)
    let roundTrips = Atomic<Int>(0)
    let connections = Atomic<Int>(0)
    let isConnected = Atomic<Bool>(false)
}

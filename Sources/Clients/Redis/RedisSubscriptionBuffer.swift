import Blocking
import Synchronization

/// The newest messages of a subscription, between its thread and its reader.
final class RedisSubscriptionBuffer: Sendable {
    private struct State {
        /// A ring once `limit` is reached: `oldest` is where the next message goes.
        var messages: [RedisSubscription.Element] = []
        var oldest = 0
        var dropped = 0
        var reconnected = false
        var isSubscribed = false
        /// Of the connection that is listened to.
        var cutOff: RedisCutOff?
    }

    /// Yields at least once after something was put in; ends on closing.
    let wakes: AsyncStream<Void>
    private let wake: AsyncStream<Void>.Continuation
    /// Given on closing.
    let closing = StopSignal()
    private let limit: Int
    private let state = Mutex(State())

    init(limit: Int) {
        self.limit = max(1, limit)
        (wakes, wake) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    func put(_ message: RedisSubscription.Element) {
        state.withLock { state in
            if state.messages.count < limit {
                state.messages.append(message)
            } else {
                state.messages[state.oldest] = message
                state.oldest = (state.oldest + 1) % limit
                state.dropped += 1
            }
        }
        wake.yield()
    }

    /// Everything there is. A gap is told before the messages, though some may be older than it: the reader then reads
    /// the state afresh and sees those messages again, which loses nothing.
    func take() -> [RedisSubscription.Element] {
        state.withLock { state in
            var taken: [RedisSubscription.Element] = state.reconnected ? [.reconnected] : []
            if state.dropped > 0 { taken.append(.overflowed(state.dropped)) }
            taken += state.messages[state.oldest...] + state.messages[..<state.oldest]
            state.messages.removeAll(keepingCapacity: true)
            state.oldest = 0
            state.dropped = 0
            state.reconnected = false
            return taken
        }
    }

    func subscribed(again: Bool) {
        state.withLock { state in
            state.isSubscribed = true
            state.reconnected = state.reconnected || again
        }
        if again { wake.yield() }
    }

    /// Closing ends this connection, at once if it was before.
    func connected(_ cutOff: RedisCutOff) {
        state.withLock { $0.cutOff = cutOff }
        if isClosed { cutOff.cut() }
    }

    func lostConnection() {
        state.withLock { state in
            state.isSubscribed = false
            state.cutOff = nil
        }
    }

    func close() {
        closing.give()
        state.withLock { $0.cutOff.take() }?.cut()
        wake.finish()
    }

    var counts: (waiting: Int, dropped: Int) { state.withLock { ($0.messages.count, $0.dropped) } }
    var isClosed: Bool { closing.isGiven }
    var isSubscribed: Bool { state.withLock { $0.isSubscribed } }
}

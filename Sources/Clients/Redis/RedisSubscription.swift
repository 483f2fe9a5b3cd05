import Foundation

/// Messages published on some channels, over a connection of their own.
///
/// Read it with `for await`, by one reader. Redis keeps nothing for a subscriber that is away, so a reader who must not
/// miss a change reads the state afresh on `.reconnected` and `.overflowed`. The loop ends after `close`.
package final class RedisSubscription: AsyncSequence, Sendable {
    /// What a reader gets.
    package enum Element: Sendable, Equatable {
        /// A message, as published.
        case message(channel: String, payload: [UInt8])
        /// The connection was lost and stands again; messages in between are lost.
        case reconnected
        /// The reader was too slow: this many of the oldest messages were dropped to keep the newest.
        case overflowed(Int)
    }

    private let buffer: RedisSubscriptionBuffer

    /// Returns at once; the connection is made, and kept, in the background.
    /// - Parameter limit: messages kept for a slow reader.
    package init(_ configuration: RedisConfiguration, channels: [String], bufferingNewest limit: Int = 1024) {
        let buffer = RedisSubscriptionBuffer(limit: limit)
        let listener = RedisListener(configuration: configuration, channels: channels, buffer: buffer)
        self.buffer = buffer
        let thread = Thread { listener.run() }
        thread.name = "redis-subscription"
        thread.start()
    }

    deinit { close() }

    /// Waits until the server has confirmed every channel, so that what is published from then on arrives.
    ///
    /// False if the subscription was closed, or the deadline passed, before that.
    package func waitUntilSubscribed(deadline: Duration = .seconds(10)) async -> Bool {
        let end = ContinuousClock.now + deadline
        while !buffer.isSubscribed {
            guard !buffer.isClosed, end > .now else { return false }
            try? await Task.sleep(for: .milliseconds(5))
        }
        return true
    }

    /// Whether the server has confirmed the channels and the connection was not seen to fail since.
    package var isSubscribed: Bool { buffer.isSubscribed }

    /// Messages that wait for the reader; for metrics.
    package var waitingMessages: Int { buffer.counts.waiting }

    /// Messages dropped since the reader last looked; for metrics.
    package var droppedMessages: Int { buffer.counts.dropped }

    /// Ends the reader's loop, and the connection.
    package func close() { buffer.close() }

    /// The one reader's iterator.
    package func makeAsyncIterator() -> Iterator {
        Iterator(subscription: self, wakes: buffer.wakes.makeAsyncIterator())
    }

    /// Delivers in order of arrival, gaps before the messages that follow them.
    package struct Iterator: AsyncIteratorProtocol {
        /// Keeps the subscription open while somebody reads.
        fileprivate let subscription: RedisSubscription
        fileprivate var wakes: AsyncStream<Void>.Iterator
        fileprivate var taken = ArraySlice<Element>()

        /// The next element; nil after `close` or when the task is cancelled.
        package mutating func next() async -> Element? {
            while taken.isEmpty {
                taken = subscription.buffer.take()[...]
                if taken.isEmpty, await wakes.next(isolation: nil) == nil { return nil }
            }
            return taken.popFirst()
        }
    }
}

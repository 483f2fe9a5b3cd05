import HTTPKit
import Identity
import Redis
import Streaming

/// Hears of changed users: one subscription for the whole process.
struct RedisUpdates: Sendable {
    /// What the stream processor publishes changed user ids on, separated by line feeds.
    static let channel = LiveProfileKeys.updatesChannel

    let hub: LiveHub
    let configuration: LiveConfiguration

    /// Runs until it is cancelled.
    func run(_ redis: RedisConfiguration) async {
        let subscription = RedisSubscription(redis, channels: [Self.channel])
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await listen(to: subscription) }
            group.addTask { await watch(subscription) }
        }
        subscription.close()
    }

    private func listen(to subscription: RedisSubscription) async {
        for await element in subscription {
            switch element {
            case .message(_, let payload): hub.changed(Self.users(in: payload))
            // Whatever was published meanwhile is lost.
            case .reconnected, .overflowed: hub.refresh()
            }
        }
    }

    /// Tells the clients when changes are not heard of, and has everything read again once they are.
    private func watch(_ subscription: RedisSubscription) async {
        var isHeard = await subscription.waitUntilSubscribed(deadline: .seconds(2))
        hub.set(live: isHeard)
        hub.refresh()
        while (try? await Task.sleep(for: configuration.tick)) != nil {
            let wasHeard = isHeard
            isHeard = subscription.isSubscribed
            hub.set(live: isHeard)
            if isHeard, !wasHeard { hub.refresh() }
        }
    }

    /// Ids that no event could carry are nobody's.
    static func users(in payload: [UInt8]) -> [UserID] {
        payload.split(separator: 0x0A).compactMap { line in
            guard let text = String(validating: line, as: UTF8.self) else { return nil }
            return try? UserID(text)
        }
    }
}

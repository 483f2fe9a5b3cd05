import Blocking

/// The body of a subscription's thread: subscribes, receives, and after a failure does both again.
struct RedisListener: Sendable {
    let configuration: RedisConfiguration
    let channels: [String]
    let buffer: RedisSubscriptionBuffer

    /// A silent connection is probed this often, since a dead peer looks just like a quiet channel.
    private static let probeInterval = Duration.seconds(5)

    /// The wait after a refusal that is not a passing one.
    private static let refusalPause = Duration.milliseconds(500)

    /// Returns after the buffer was closed.
    func run() {
        let connector = RedisConnector(configuration)
        var again = false
        while !buffer.isClosed {
            do throws(RedisError) {
                let connection = try connector.connect(until: buffer.closing)
                buffer.connected(RedisCutOff(connection))
                try subscribe(connection)
                buffer.subscribed(again: again)
                again = true
                try receive(from: connection)
            } catch {
                buffer.lostConnection()
                configuration.log?(error)
                // A wrong password, say, may be cured while we wait; the connector itself waits only after other failures.
                if !error.isRetriable { buffer.closing.rest(Self.refusalPause) }
            }
        }
    }

    private func subscribe(_ connection: RedisConnection) throws(RedisError) {
        try connection.append(["SUBSCRIBE"] + channels.map { .string($0) })
        for _ in channels { try connection.reply().checked() }
    }

    private func receive(from connection: RedisConnection) throws(RedisError) {
        var heard = ContinuousClock.now
        var probed = heard
        while !buffer.isClosed {
            let end = heard + Self.probeInterval + configuration.commandTimeout
            let probe = max(heard, probed) + Self.probeInterval
            if let reply = try connection.reply(within: min(end, probe) - .now) {
                heard = .now
                deliver(try reply.checked())
            } else if .now >= end {
                throw RedisError(.timeout, "the server no longer answers")
            } else if .now >= probe {
                try connection.append(["PING"])
                probed = .now
            }
        }
    }

    private func deliver(_ reply: RedisReply) {
        guard let parts = reply.asArray, parts.count == 3, parts[0].asString == "message",
            let channel = parts[1].asString, let payload = parts[2].asBytes
        else { return }
        buffer.put(.message(channel: channel, payload: payload))
    }
}

/// The body of a client's thread: keeps one connection and turns what waits into round trips.
struct RedisWorker: Sendable {
    let mailbox: RedisMailbox
    let configuration: RedisConfiguration
    let batch: Int

    /// Returns after the mailbox was closed.
    func run() {
        var backoff = RedisBackoff()
        while !mailbox.isClosed {
            do throws(RedisError) {
                let connection = try RedisConnection(configuration)
                try connection.command("PING")
                mailbox.connected()
                backoff.reset()
                try serve(connection)
            } catch {
                mailbox.disconnected(error)
                mailbox.rest(backoff.next())
            }
        }
    }

    /// Serves until the mailbox closes, the connection fails (which throws) or turns out to have been closed while idle.
    private func serve(_ connection: RedisConnection) throws(RedisError) {
        while true {
            mailbox.expire()
            let calls = mailbox.take(commands: batch)
            if calls.isEmpty { return }
            if connection.isStale {
                // Nothing was sent, so these callers need not learn of a server that merely restarted.
                return mailbox.putBack(calls)
            }
            var roundTrip = RedisRoundTrip(calls)
            do throws(RedisError) {
                try roundTrip.send(over: connection)
                mailbox.count(commands: connection.pendingReplies)
                try roundTrip.receive(from: connection, silence: configuration.commandTimeout) { mailbox.expire() }
            } catch {
                roundTrip.fail(error)
                throw error
            }
        }
    }
}

/// Calls that were sent together. Each is answered exactly once: by its replies, its deadline or the connection's end.
private struct RedisRoundTrip {
    /// How often deadlines are looked at while the server is silent.
    private static let resolution = Duration.milliseconds(20)

    /// Nil once answered; its replies must be read nevertheless.
    private var calls: [RedisCall?]
    private let commandCounts: [Int]

    init(_ calls: [RedisCall]) {
        self.calls = calls
        commandCounts = calls.map(\.commands.count)
    }

    func send(over connection: RedisConnection) throws(RedisError) {
        for case let call? in calls {
            for command in call.commands { try connection.append(command) }
        }
        try connection.flush()
    }

    mutating func receive(
        from connection: RedisConnection, silence limit: Duration, whileSilent: () -> Void
    ) throws(RedisError) {
        for index in calls.indices {
            var replies: [RedisReply] = []
            replies.reserveCapacity(commandCounts[index])
            var silentSince = ContinuousClock.now
            while replies.count < commandCounts[index] {
                if let reply = try connection.reply(within: Self.resolution) {
                    replies.append(reply)
                    silentSince = .now
                    continue
                }
                expire()
                whileSilent()
                if ContinuousClock.now - silentSince >= limit {
                    throw RedisError(.timeout, "the server was silent for \(limit)")
                }
            }
            calls[index]?.continuation.resume(returning: .success(replies))
            calls[index] = nil
        }
    }

    mutating func fail(_ error: RedisError) {
        for index in calls.indices {
            calls[index]?.fail(error)
            calls[index] = nil
        }
    }

    private mutating func expire() {
        let now = ContinuousClock.now
        for index in calls.indices {
            guard let call = calls[index], call.deadline <= now else { continue }
            call.fail(.late)
            calls[index] = nil
        }
    }
}

import NIOCore
import NIOPosix
import Synchronization

/// One connection and the calls that wait for it. Lives on its event loop and is touched there only; hence not Sendable.
final class RedisSession {
    private enum Status {
        /// No connection, and nobody has asked for one since the last was lost.
        case idle
        case connecting
        case up(any Channel)
        case down(RedisError)
        case closed
    }

    /// How often deadlines are looked at.
    private static let resolution = TimeAmount.milliseconds(20)

    private let loop: any EventLoop
    private let configuration: RedisConfiguration
    private let callsMax: Int
    private let counts: RedisCounts
    private var status = Status.idle
    /// Counts connections, so that the end of an earlier one is not taken for the end of this one.
    private var attempt = 0
    private var backoff = RedisBackoff()
    /// Sent, in the order of the replies to come.
    private var sent = CircularBuffer<RedisCall>()
    /// Those that have come for the first of the calls sent.
    private var replies: [RedisReply] = []
    /// Not sent, since the connection is being made.
    private var waiting: [RedisCall] = []
    private var output: [UInt8] = []
    private var isFlushScheduled = false
    private var isSweepScheduled = false
    private var heard = NIODeadline.now()

    init(_ loop: any EventLoop, configuration: RedisConfiguration, callsMax: Int, counts: RedisCounts) {
        self.loop = loop
        self.configuration = configuration
        self.callsMax = callsMax
        self.counts = counts
    }

    func submit(_ call: RedisCall) {
        switch status {
        case .closed: call.fail(RedisError(.closed, "the client was shut down"))
        case .down(let error): call.fail(error)
        case _ where sent.count + waiting.count >= callsMax:
            call.fail(RedisError(.overloaded, "\(callsMax) calls are waiting"))
        case .idle:
            waiting.append(call)
            connect()
        case .connecting: waiting.append(call)
        case .up(let channel): send(call, over: channel)
        }
        sweepLater()
    }

    func close() {
        let before = status
        status = .closed
        counts.isConnected.store(false, ordering: .relaxed)
        let calls = waiting
        waiting = []
        for call in calls { call.fail(RedisError(.closed, "the client was shut down")) }
        if case .up(let channel) = before, sent.isEmpty { channel.close(promise: nil) }
    }
}

// MARK: - Connecting

extension RedisSession {
    private func connect() {
        if case .idle = status { status = .connecting }
        attempt += 1
        let (bound, number) = (NIOLoopBound(self, eventLoop: loop), attempt)
        let bootstrap = ClientBootstrap(group: loop)
            .connectTimeout(TimeAmount(configuration.connectTimeout))
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelOption(.socketOption(.so_keepalive), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let handler = try RedisReplyHandler(bound.value, attempt: number)
                    try channel.pipeline.syncOperations.addHandler(handler)
                }
            }
        let channel =
            configuration.unixSocket.map { bootstrap.connect(unixDomainSocketPath: $0) }
            ?? bootstrap.connect(host: configuration.host, port: configuration.port)
        channel.assumeIsolated().whenComplete { [self] result in
            switch result {
            case .success(let channel): greet(channel, number)
            case .failure(let error): ended(number, RedisError(.connection, "\(configuration.address): \(error)"))
            }
        }
    }

    /// Authenticates, selects the database, and waits for a server that is not still loading its data.
    private func greet(_ channel: any Channel, _ number: Int) {
        var commands: [[RedisArgument]] = []
        if let password = configuration.password { commands.append(["AUTH", .string(password)]) }
        if configuration.database != 0 { commands.append(["SELECT", RedisArgument(configuration.database)]) }
        commands.append(["PING"])
        let bound = NIOLoopBound(self, eventLoop: loop)
        let greeting = RedisCall(commands, until: .now() + TimeAmount(configuration.connectTimeout)) { result in
            bound.value.greeted(result, channel, number)
        }
        send(greeting, over: channel)
        sweepLater()
    }

    private func greeted(_ result: Result<[RedisReply], RedisError>, _ channel: any Channel, _ number: Int) {
        do throws(RedisError) {
            for reply in try result.get() { try reply.checked() }
        } catch {
            ended(number, error)
            return channel.close(promise: nil)
        }
        if case .closed = status { return channel.close(promise: nil) }
        status = .up(channel)
        backoff.reset()
        counts.connections.wrappingAdd(1, ordering: .relaxed)
        counts.isConnected.store(true, ordering: .relaxed)
        let calls = waiting
        waiting = []
        for call in calls { send(call, over: channel) }
    }

    /// A connection is gone, or was not to be had. Where nobody waits for it, nobody need learn of it.
    ///
    /// - Parameter number: which connection; all but the latest have been dealt with before.
    func ended(_ number: Int, _ error: RedisError) {
        guard number == attempt else { return }
        attempt += 1
        counts.isConnected.store(false, ordering: .relaxed)
        if case .closed = status { return failAll(error) }
        if case .up = status, sent.isEmpty {
            status = .idle
            return
        }
        status = .down(error)
        configuration.log?(error)
        failAll(error)
        let bound = NIOLoopBound(self, eventLoop: loop)
        loop.assumeIsolated().scheduleTask(in: TimeAmount(backoff.next())) {
            if case .down = bound.value.status { bound.value.connect() }
        }
    }

    private func failAll(_ error: RedisError) {
        let calls = Array(sent) + waiting
        sent.removeAll()
        waiting = []
        replies = []
        output.removeAll(keepingCapacity: true)
        for call in calls { call.fail(error) }
    }
}

// MARK: - Round trips

extension RedisSession {
    private func send(_ call: RedisCall, over channel: any Channel) {
        for command in call.commands { output.append(command: command) }
        if sent.isEmpty { heard = .now() }
        sent.append(call)
        counts.commands.wrappingAdd(call.commands.count, ordering: .relaxed)
        guard !isFlushScheduled else { return }
        isFlushScheduled = true
        // Everything else that this turn of the loop asks for goes along.
        loop.assumeIsolated().execute { [self] in
            isFlushScheduled = false
            guard !output.isEmpty else { return }
            counts.roundTrips.wrappingAdd(1, ordering: .relaxed)
            channel.writeAndFlush(ByteBuffer(bytes: output), promise: nil)
            output.removeAll(keepingCapacity: true)
        }
    }

    func received(_ reply: RedisReply) throws(RedisError) {
        guard let awaited = sent.first?.commands.count else {
            throw RedisError(.protocolViolation, "a reply that nobody asked for")
        }
        heard = .now()
        replies.append(reply)
        guard replies.count == awaited else { return }
        let whole = replies
        replies = []
        var call = sent.removeFirst()
        call.takeAnswer()?(.success(whole))
    }

    /// Whether the last answers have been given after `close()`.
    var isFinished: Bool {
        if case .closed = status { return sent.isEmpty }
        return false
    }

    private func sweepLater() {
        guard !isSweepScheduled, !sent.isEmpty || !waiting.isEmpty else { return }
        isSweepScheduled = true
        loop.assumeIsolated().scheduleTask(in: Self.resolution) { [self] in
            isSweepScheduled = false
            sweep()
            sweepLater()
        }
    }

    /// Tells those whose time is over, and gives up a server that has been silent for the command timeout.
    private func sweep() {
        let now = NIODeadline.now()
        var late: [RedisCall.Answer] = []
        for index in sent.indices where sent[index].deadline <= now { sent[index].takeAnswer().map { late.append($0) } }
        for index in waiting.indices where waiting[index].deadline <= now {
            waiting[index].takeAnswer().map { late.append($0) }
        }
        waiting.removeAll { $0.deadline <= now }
        for answer in late { answer(.failure(RedisError(.timeout, "no reply within the caller's deadline"))) }
        if !sent.isEmpty, now - heard >= TimeAmount(configuration.commandTimeout), case .up(let channel) = status {
            ended(attempt, RedisError(.timeout, "the server was silent for \(configuration.commandTimeout)"))
            channel.close(promise: nil)
        }
    }
}

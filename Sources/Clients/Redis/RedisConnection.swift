import CHiredis
import Glibc

/// One blocking connection, for one owning thread; hence not Sendable.
///
/// Commands are pipelined: `append` any number, `flush` to let the server begin, then read as many replies, in order.
/// After a failure of the connection it is dead for good: every later call throws the same retriable error, replies
/// still awaited are lost, and the owner opens a new connection (see ``RedisConnector``). A refused command
/// (`RedisReply.error`) does not harm the connection.
package final class RedisConnection {
    /// Replies that may be outstanding before `append` throws `.overloaded`.
    package static let maximumPendingReplies = 1 << 20
    /// Output is handed to the kernel when this much has gathered, so that no pipeline is held in memory whole.
    private static let outputLimit = 1 << 20

    /// Commands appended whose replies have not been read.
    package private(set) var pendingReplies = 0

    private let configuration: RedisConfiguration
    private var context: UnsafeMutablePointer<redisContext>?
    private var failure: RedisError?
    private var output: [UInt8] = []

    /// Connects, authenticates and selects the database; throws `.connection`, or `.reply` if the server refuses.
    package init(_ configuration: RedisConfiguration) throws(RedisError) {
        self.configuration = configuration
        let timeout = timeval(configuration.connectTimeout)
        let opened =
            configuration.unixSocket.map { redisConnectUnixWithTimeout($0, timeout) }
            ?? redisConnectWithTimeout(configuration.host, Int32(clamping: configuration.port), timeout)
        guard let opened else { throw RedisError(.connection, "out of memory") }
        context = opened
        guard opened.pointee.err == 0 else { throw die(of: opened) }
        BoundedReplies.bound(opened.pointee.reader)
        if configuration.unixSocket == nil { redisEnableKeepAlive(opened) }
        redisSetTimeout(opened, timeval(configuration.commandTimeout))
        if let password = configuration.password { try command(["AUTH", .string(password)]) }
        if configuration.database != 0 { try command(["SELECT", RedisArgument(configuration.database)]) }
    }

    deinit { close() }

    /// Queues a command without waiting. Writes to the socket only when much output has gathered.
    package func append(_ arguments: [RedisArgument]) throws(RedisError) {
        _ = try live()
        guard pendingReplies < Self.maximumPendingReplies else {
            throw RedisError(.overloaded, "\(pendingReplies) replies are outstanding")
        }
        output.append(command: arguments)
        pendingReplies += 1
        if output.count >= Self.outputLimit { try flush() }
    }

    /// Writes out what was appended and waits for no reply, so that the server works while the caller does something else.
    package func flush() throws(RedisError) {
        let context = try live()
        var sent = 0
        while sent < output.count {
            // hiredis writes with write(2), which raises SIGPIPE on a socket that the server has closed.
            let count = output.withUnsafeBytes { bytes in
                send(
                    context.pointee.fd, bytes.baseAddress?.advanced(by: sent), bytes.count - sent,
                    Int32(MSG_NOSIGNAL))
            }
            if count >= 0 {
                sent += count
            } else if errno == EAGAIN {
                throw die(RedisError(.timeout, "\(configuration.address) takes no more output"))
            } else if errno != EINTR {
                throw die(RedisError(.connection, "\(configuration.address): \(String(cString: strerror(errno)))"))
            }
        }
        output.removeAll(keepingCapacity: true)
    }

    /// The next reply in order, waiting at most the command timeout, after which the connection is dead.
    package func reply() throws(RedisError) -> RedisReply {
        guard let reply = try reply(within: configuration.commandTimeout) else {
            throw die(RedisError(.timeout, "no reply of \(configuration.address) in \(configuration.commandTimeout)"))
        }
        return reply
    }

    /// The next reply, or nil if none came in time; the connection stays usable. Flushes first.
    ///
    /// Also receives what a subscribed connection is sent unasked.
    package func reply(within patience: Duration) throws(RedisError) -> RedisReply? {
        try flush()
        let context = try live()
        let deadline = ContinuousClock.now + patience
        while true {
            var raw: UnsafeMutableRawPointer?
            guard redisGetReplyFromReader(context, &raw) == REDIS_OK else { throw die(of: context) }
            if let raw {
                defer { freeReplyObject(raw) }
                pendingReplies = max(0, pendingReplies - 1)
                return RedisReply(copying: raw.assumingMemoryBound(to: redisReply.self).pointee)
            }
            guard isReadable(context.pointee.fd, until: deadline) else { return nil }
            guard redisBufferRead(context) == REDIS_OK else { throw die(of: context) }
        }
    }

    /// Sends one command and waits for its reply; a refusal is thrown as `.reply`.
    @discardableResult
    package func command(_ arguments: [RedisArgument]) throws(RedisError) -> RedisReply {
        guard pendingReplies == 0 else {
            throw RedisError(.protocolViolation, "a command while \(pendingReplies) replies are outstanding")
        }
        try append(arguments)
        return try reply().checked()
    }

    /// Sends one command and waits for its reply; a refusal is thrown as `.reply`.
    @discardableResult
    package func command(_ arguments: RedisArgument...) throws(RedisError) -> RedisReply { try command(arguments) }

    /// Whether an idle connection has something to read: the server closed it, or it is out of step. Does not block.
    var isStale: Bool {
        guard let context else { return true }
        return pendingReplies == 0 && isReadable(context.pointee.fd, until: .now)
    }

    /// Whether the connection has not failed and has not been closed, as far as is known without trying.
    package var isUsable: Bool { context != nil }

    /// Ends the connection; later calls throw. Calling it again does nothing.
    package func close() { _ = die(RedisError(.connection, "the connection to \(configuration.address) was closed")) }

    /// The socket under another number, the caller's to close; negative where there is none.
    func duplicateDescriptor() -> Int32 { context.map { fcntl($0.pointee.fd, F_DUPFD_CLOEXEC, 0) } ?? -1 }

    private func live() throws(RedisError) -> UnsafeMutablePointer<redisContext> {
        if let context { return context }
        throw failure ?? RedisError(.connection, "not connected")
    }

    private func die(of context: UnsafeMutablePointer<redisContext>) -> RedisError {
        let text = withUnsafeBytes(of: context.pointee.errstr) {
            String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
        }
        let code: RedisError.Code = context.pointee.err == REDIS_ERR_PROTOCOL ? .protocolViolation : .connection
        return die(RedisError(code, "\(configuration.address): \(text)"))
    }

    private func die(_ error: RedisError) -> RedisError {
        if let context {
            redisFree(context)
            failure = RedisError(.connection, error.message)
        }
        context = nil
        output = []
        pendingReplies = 0
        return error
    }
}

private func isReadable(_ descriptor: Int32, until deadline: ContinuousClock.Instant) -> Bool {
    while true {
        let milliseconds = (deadline - .now) / .milliseconds(1)
        var target = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        let count = poll(&target, 1, Int32(max(0, min(milliseconds.rounded(.up), 1e9))))
        if count > 0 || (count < 0 && errno != EINTR) { return true }
        if count == 0 && deadline <= .now { return false }
    }
}

extension timeval {
    /// At least a millisecond, because zero means "for ever" to the kernel.
    fileprivate init(_ duration: Duration) {
        let (seconds, attoseconds) = max(duration, .milliseconds(1)).components
        self.init(tv_sec: Int(seconds), tv_usec: Int(attoseconds / 1_000_000_000_000))
    }
}

import NIOCore
import NIOHTTP1

/// Holds a connection to what an exchange may cost, whichever handler reads the body or writes the answer.
///
/// - A body that comes too slowly fails for whoever reads it, and is the connection's last.
/// - An answer that is given before the request's end is the connection's last, since what is still to come would have to
///   be read through. The connection is then closed in two steps: our half with the answer, and the other one when the
///   client has closed its own or has had time to read; a close in one step makes kernels throw the answer away.
/// - A client that does not take its answer is disconnected.
/// - A request that does not name exactly one host is the last one too, and loses the names it has: ``FramedResponder``
///   refuses requests without. HTTP/1.0 knows no such header, so there an absent one is made an empty one.
///
/// It stands right behind the parser, which alone tells versions and repeated headers. Lives on its channel's event loop.
final class ExchangeGuard: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    private let limits: ConnectionLimits
    private var context: ChannelHandlerContext?
    /// Requests whose head has come and whose answer has not ended.
    private var owed = 0
    /// Of the newest request, until its end has come: since when, and what has come of it.
    private var body: (start: NIODeadline, bytes: Int)?
    /// The answer to the newest request is the connection's last.
    private var isLast = false
    private var isAnswering = false
    private var expectsContinue = false
    /// Nothing that still comes is listened to.
    private var isDeaf = false
    private var isClosing = false
    /// While the client does not read: since when, and how much of what is ``written`` had gone by then.
    private var stall: (start: NIODeadline, gone: Int)?
    private var written = 0
    private var timer: (end: NIODeadline, task: Scheduled<Void>)?

    init(_ limits: ConnectionLimits) { self.limits = limits }

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        timer?.task.cancel()
        timer = nil
    }

    // MARK: Requests

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isDeaf else { return }
        switch unwrapInboundIn(data) {
        case .head(let head):
            guard !isLast else {
                isDeaf = true
                return
            }
            owed += 1
            body = (context.eventLoop.now, 0)
            isLast = !head.isKeepAlive
            expectsContinue = head.version.minor > 0 && head.headers.expectContinue
            context.fireChannelRead(named(head) ?? data)
        case .body(let bytes):
            body?.bytes += bytes.readableBytes
            expectsContinue = false
            context.fireChannelRead(data)
        case .end:
            body = nil
            expectsContinue = false
            context.fireChannelRead(data)
        }
    }

    /// The head with the host that it is to have; nil where it has it already.
    private func named(_ head: HTTPRequestHead) -> NIOAny? {
        let hosts = head.headers.hosts
        if hosts == 1 || hosts == 0 && head.version.minor == 0 && head.version.major == 1 {
            guard hosts == 0 else { return nil }
            var head = head
            head.headers.add(name: "host", value: "")
            return wrapInboundOut(.head(head))
        }
        isLast = true
        var head = head
        head.headers.remove(name: "host")
        return wrapInboundOut(.head(head))
    }

    /// Tells a client that waits for it that its body is welcome. Again, or where nobody waits, without effect.
    func welcomeBody() {
        guard let context, expectsContinue, owed == 1, !isAnswering else { return }
        expectsContinue = false
        context.writeAndFlush(
            wrapOutboundOut(.head(HTTPResponseHead(version: .http1_1, status: .continue))), promise: nil)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        context.fireChannelReadComplete()
        watch(context)
        // Nobody behind this asks for more, and the client's own end must be heard.
        if isDeaf { context.read() }
    }

    // MARK: Answers

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(let head) where head.status == .switchingProtocols:
            // Frames of another protocol follow, which pass this handler by.
            (body, isAnswering) = (nil, true)
            context.write(data, promise: promise)
        case .head(var head):
            isAnswering = true
            if owed <= 1, body != nil || !head.isKeepAlive { isLast = true }
            guard owed <= 1, isLast else { return context.write(data, promise: promise) }
            head.headers.replaceOrAdd(name: "connection", value: "close")
            context.write(wrapOutboundOut(.head(head)), promise: promise)
        case .body(let bytes):
            written += bytes.readableBytes
            context.write(data, promise: promise)
        case .end:
            isAnswering = false
            let isOver = owed <= 1 && isLast
            owed = max(0, owed - 1)
            guard isOver else { return context.write(data, promise: promise) }
            let sent = promise ?? context.eventLoop.makePromise()
            sent.futureResult.assumeIsolated().whenComplete { _ in self.close(context) }
            context.write(data, promise: sent)
        }
    }

    private func close(_ context: ChannelHandlerContext) {
        guard !isClosing else { return }
        (isClosing, isDeaf, body) = (true, true, nil)
        context.close(mode: .output, promise: nil)
        context.read()
        context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(limits.farewell)) {
            context.close(promise: nil)
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        context.fireUserInboundEventTriggered(event)
        if isClosing, let event = event as? ChannelEvent, event == .inputClosed { context.close(promise: nil) }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable {
            stall = nil
        } else if stall == nil {
            stall = (context.eventLoop.now, gone(context))
            watch(context)
        }
        context.fireChannelWritabilityChanged()
    }

    /// Bytes of answers that the kernel has taken.
    private func gone(_ context: ChannelHandlerContext) -> Int {
        let waiting = try? context.channel.syncOptions?.getOption(.bufferedWritableBytes)
        return written - (waiting ?? 0)
    }

    // MARK: Time

    private func bodyEnd() -> NIODeadline? {
        body.map { limits.bodyPace.end(since: $0.start, bytes: $0.bytes) }
    }

    /// A client's pace is looked at again and again, and not on average: the kernel takes megabytes at once before it
    /// waits for anybody.
    private func stallEnd() -> NIODeadline? {
        limits.bytesPerSecondMin > 0 ? stall.map { $0.start + TimeAmount(limits.answerGrace) } : nil
    }

    /// Looks again when something may have become too slow.
    private func watch(_ context: ChannelHandlerContext) {
        // Without a context the connection is gone, and nothing is left to be looked at.
        guard self.context != nil, body != nil || stall != nil,
            let end = [bodyEnd(), stallEnd()].compactMap(\.self).min()
        else {
            return
        }
        if let timer, timer.end <= end { return }
        timer?.task.cancel()
        let task = context.eventLoop.assumeIsolated().scheduleTask(deadline: end) {
            self.timer = nil
            self.look(context)
            self.watch(context)
        }
        timer = (end, task)
    }

    private func cut(_ context: ChannelHandlerContext) {
        (body, stall, isDeaf) = (nil, nil, true)
        context.close(promise: nil)
    }

    private func look(_ context: ChannelHandlerContext) {
        let now = context.eventLoop.now
        if let stall, let end = stallEnd(), end <= now {
            let gone = gone(context)
            guard gone - stall.gone >= limits.answerBytesMin else { return cut(context) }
            self.stall = (now, gone)
        }
        if let end = bodyEnd(), end <= now {
            (body, isDeaf, isLast) = (nil, true, true)
            if isAnswering || owed > 1 {
                cut(context)
            } else {
                context.fireErrorCaught(SlowBody())
            }
        }
    }
}

/// What the readers of a body get that comes too slowly.
struct SlowBody: ProblemCause {
    var problem: Problem { .requestTimeout("the body came too slowly, or not to its end in time") }
}

extension HTTPHeaders {
    fileprivate var hosts: Int {
        var count = 0
        for (name, _) in self where name.isSame(as: "host") { count += 1 }
        return count
    }

    fileprivate var expectContinue: Bool {
        contains { $0.name.isSame(as: "expect") && $0.value.isSame(as: "100-continue") }
    }
}

extension String {
    /// - Parameter lower: ASCII in lower case.
    fileprivate func isSame(as lower: StaticString) -> Bool {
        utf8.count == lower.utf8CodeUnitCount
            && lower.withUTF8Buffer { utf8.elementsEqual($0) { (65...90).contains($0) ? $0 | 0x20 == $1 : $0 == $1 } }
    }
}

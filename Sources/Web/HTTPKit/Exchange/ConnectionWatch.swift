import NIOCore

/// Notices that a client has gone, also while nothing is read from it: a response that is only written would not.
package final class ConnectionWatch: ChannelInboundHandler, RemovableChannelHandler, Sendable {
    /// Bytes, of which none is looked at.
    package typealias InboundIn = ByteBuffer

    private let onGone: @Sendable () -> Void

    /// - Parameter onGone: may be called more than once.
    package init(onGone: @escaping @Sendable () -> Void) { self.onGone = onGone }

    /// Notices nothing more.
    package func remove(from channel: any Channel) { channel.pipeline.removeHandler(self, promise: nil) }

    /// A client that has gone before.
    package func handlerAdded(context: ChannelHandlerContext) {
        if !context.channel.isActive { onGone() }
    }

    /// A client that has gone now.
    package func channelInactive(context: ChannelHandlerContext) {
        onGone()
        context.fireChannelInactive()
    }

    /// Who has closed its side of the connection has most likely closed both.
    package func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if let event = event as? ChannelEvent, event == .inputClosed { onGone() }
        context.fireUserInboundEventTriggered(event)
    }
}

/// Runs the body, whose task is cancelled when the client goes away meanwhile: nobody waits for what it would be told.
package func whileConnected<Value: Sendable>(
    _ channel: any Channel, _ body: @escaping @Sendable () async -> Value
) async -> Value {
    let task = Task { await body() }
    let watch = ConnectionWatch { task.cancel() }
    try? await channel.pipeline.addHandler(watch, position: .first).get()
    defer { watch.remove(from: channel) }
    return await withTaskCancellationHandler {
        await task.value
    } onCancel: {
        task.cancel()
    }
}

import HTTPKit
import HTTPTypes
import Hummingbird
import Identity
import NIOCore
import ServiceLifecycle

extension LiveUpdates {
    /// Adds `GET /stream` to a group behind ``Admission``.
    package func addServerSentEvents(to api: RouterGroup<CallerContext>) {
        api.get("/stream") { request, context in
            let channel = context.channel
            let stream = try await open(.serverSentEvents, request, context)
            let watch = ConnectionWatch { hub.close(stream) }
            stream.onDisconnect { channel.close(promise: nil) }
            do {
                try await channel.pipeline.addHandler(watch, position: .first).get()
            } catch {
                hub.close(stream)
                throw error
            }
            await channel.boundBuffers()
            return Response(
                status: .ok,
                headers: [
                    .contentType: "text/event-stream", .cacheControl: "no-store",
                    // Proxies hold answers back otherwise.
                    .accelBuffering: "no",
                ],
                body: ResponseBody { body in
                    defer {
                        hub.close(stream)
                        watch.remove(from: channel)
                    }
                    try await serve(stream, &body)
                })
        }
    }

    private func serve(_ stream: LiveStream, _ body: inout any ResponseBodyWriter) async throws {
        try await body.write(LiveEvent.serverSentOpening)
        var connection = ServerSentEvents(body: body)
        _ = try await stream.untilShutdown { try await writer(stream).run(&connection) }
        try await body.finish(nil)
    }
}

/// Events as the body of one endless response.
private struct ServerSentEvents: LiveConnection {
    var body: any ResponseBodyWriter

    mutating func send(_ event: LiveEvent) async throws { try await body.write(event.serverSent) }

    mutating func sendHeartbeat() async throws { try await body.write(LiveEvent.serverSentHeartbeat) }
}

extension LiveStream {
    /// Ends the stream politely when the process begins to shut down.
    func untilShutdown(_ body: () async throws -> StreamEnd) async throws -> StreamEnd {
        try await withGracefulShutdownHandler(operation: body) { self.end(.bye) }
    }
}

extension HTTPField.Name {
    static let accelBuffering = HTTPField.Name("X-Accel-Buffering") ?? .server
}

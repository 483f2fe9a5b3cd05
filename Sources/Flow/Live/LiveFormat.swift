/// The two ways of being told of changes.
enum LiveTransport: String, Sendable {
    case serverSentEvents = "sse"
    case webSocket = "ws"
}

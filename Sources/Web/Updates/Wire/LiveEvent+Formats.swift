import Events
import NIOCore

extension LiveEvent {
    /// A Server-Sent Event. A line feed in the data, which JSON may have between its tokens, begins another data line.
    var serverSent: ByteBuffer {
        var buffer = ByteBuffer()
        buffer.reserveCapacity(data.count + 96)
        if let retry { buffer.writeString("retry: \(retry.wholeMilliseconds)\n") }
        if let id { buffer.writeString("id: \(id)\n") }
        buffer.writeStaticString("event: ")
        buffer.writeStaticString(name)
        for line in data.split(omittingEmptySubsequences: true, whereSeparator: { $0 == 0x0A || $0 == 0x0D }) {
            buffer.writeStaticString("\ndata: ")
            buffer.writeBytes(line)
        }
        buffer.writeStaticString("\n\n")
        return buffer
    }

    /// What a stream begins with: how soon to come back after a failure.
    static let serverSentOpening = ByteBuffer(string: "retry: 1000\n: connected\n\n")
    /// A comment, which clients skip.
    static let serverSentHeartbeat = ByteBuffer(string: ":\n\n")

    /// The payload of a text frame.
    var webSocketText: ByteBuffer {
        var json = JSONWriter(capacity: data.count + 96)
        json.beginObject()
        json.key("event")
        json.string(name.description)
        if let id { json.field("id", id.description) }
        if let retry {
            json.key("retry")
            json.integer(retry.wholeMilliseconds)
        }
        json.key("data")
        json.raw(data)
        json.endObject()
        return ByteBuffer(bytes: json.bytes)
    }
}

extension Duration {
    fileprivate var wholeMilliseconds: Int64 {
        components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
    }
}

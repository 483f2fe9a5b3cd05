import NIOCore
import Redis

/// Bytes from a server's socket: cut into pieces or whole, they are the same replies.
enum ReplyTarget {
    static func run(_ input: [UInt8]) throws(Violation) {
        guard let cut = input.first, input.count > 1 else { return }
        let bytes = input.dropFirst()
        let whole = read([ArraySlice(bytes)])
        let middle = bytes.index(bytes.startIndex, offsetBy: Int(cut) % bytes.count)
        let pieces = read([bytes[..<middle], bytes[middle...]])
        try require(whole == pieces, "replies do not depend on how the socket cuts them: \(whole), not \(pieces)")
        for reply in whole { look(at: reply) }
    }

    private static func read(_ pieces: [ArraySlice<UInt8>]) -> [RedisReply] {
        var replies: [RedisReply] = []
        do throws(RedisError) {
            let reader = try RedisReplyReader()
            for piece in pieces {
                try reader.feed(ByteBuffer(bytes: piece))
                while let reply = try reader.next() { replies.append(reply) }
            }
        } catch {
            replies.append(.error(error.description))
        }
        return replies
    }

    /// As the callers do.
    private static func look(at reply: RedisReply) {
        _ = (reply.asInteger, reply.asString, reply.asError, reply.asFields.count)
        for element in reply.asArray ?? [] { look(at: element) }
    }
}

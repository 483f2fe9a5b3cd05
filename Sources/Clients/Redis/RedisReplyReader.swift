import CHiredis
import NIOCore

/// hiredis' parser of replies, fed with what a socket delivers. Not thread-safe.
package final class RedisReplyReader {
    private let reader: UnsafeMutablePointer<redisReader>

    /// - Throws: `.connection` if there is no memory.
    package init() throws(RedisError) {
        guard let reader = redisReaderCreate() else { throw RedisError(.connection, "out of memory") }
        self.reader = reader
        BoundedReplies.bound(reader)
    }

    deinit { redisReaderFree(reader) }

    /// - Throws: `.protocolViolation` if the bytes are not RESP2.
    package func feed(_ bytes: ByteBuffer) throws(RedisError) {
        let status = bytes.withUnsafeReadableBytes { raw in
            redisReaderFeed(reader, raw.baseAddress?.assumingMemoryBound(to: CChar.self), raw.count)
        }
        guard status == REDIS_OK else { throw violation }
    }

    /// The next whole reply; nil until more bytes have come.
    ///
    /// - Throws: `.protocolViolation` if the bytes are not RESP2.
    package func next() throws(RedisError) -> RedisReply? {
        var raw: UnsafeMutableRawPointer?
        guard redisReaderGetReply(reader, &raw) == REDIS_OK else { throw violation }
        guard let raw else { return nil }
        defer { freeReplyObject(raw) }
        return RedisReply(copying: raw.assumingMemoryBound(to: redisReply.self).pointee)
    }

    private var violation: RedisError {
        let text = withUnsafeBytes(of: reader.pointee.errstr) {
            String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
        }
        return RedisError(.protocolViolation, text)
    }
}

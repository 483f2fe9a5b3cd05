import Glibc

/// Ends a connection from another thread than its owner's: whoever waits there for a reply learns that it is gone.
///
/// It has a descriptor of its own, so that it never means another connection, whenever the owner closes his.
final class RedisCutOff: Sendable {
    private let descriptor: Int32

    /// Keeps the socket open until it is let go.
    init(_ connection: RedisConnection) { descriptor = connection.duplicateDescriptor() }

    deinit { if descriptor >= 0 { close(descriptor) } }

    func cut() { shutdown(descriptor, Int32(SHUT_RDWR)) }
}

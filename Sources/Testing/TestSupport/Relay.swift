import Foundation
import Glibc
import Synchronization

/// A port of our choice in front of another one: for a server that cannot be told where to listen.
///
/// A thread for each connection and direction; connections end with the process.
package final class Relay: Sendable {
    private let listener: Int32

    /// Listens on 127.0.0.1.
    package init(port: Int, to server: Int) throws {
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var yes: Int32 = 1
        setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        guard Self.withAddress(port, { bind(self.listener, $0, $1) }) == 0, listen(listener, 64) == 0 else {
            throw TimedOut(description: "port \(port) cannot be had: \(String(cString: strerror(errno)))")
        }
        let listener = listener
        Thread.detachNewThread {
            while case let client = accept(listener, nil, nil), client >= 0 { Self.join(client, server) }
        }
    }

    deinit { stop() }

    /// Accepts nothing more.
    package func stop() { shutdown(listener, Int32(SHUT_RDWR)) }

    private static func join(_ client: Int32, _ port: Int) {
        let server = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard withAddress(port, { connect(server, $0, $1) }) == 0 else {
            close(client)
            close(server)
            return
        }
        for (from, to) in [(client, server), (server, client)] {
            Thread.detachNewThread {
                var buffer = [UInt8](repeating: 0, count: 65_536)
                while case let count = recv(from, &buffer, buffer.count, 0), count > 0 {
                    var sent = 0
                    while sent < count {
                        let written = buffer.withUnsafeBytes {
                            send(to, $0.baseAddress?.advanced(by: sent), count - sent, Int32(MSG_NOSIGNAL))
                        }
                        guard written > 0 else { break }
                        sent += written
                    }
                }
                shutdown(to, Int32(SHUT_RDWR))
            }
        }
    }

    private static func withAddress<Value>(
        _ port: Int, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Value
    ) -> Value {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        return withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
        }
    }
}

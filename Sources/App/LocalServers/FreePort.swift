import Glibc

/// A TCP port of 127.0.0.1 that nobody listens on at the moment. Another process may take it before its user does, so
/// whoever asks must be ready to ask again.
package func freePort() throws(LocalServerError) -> Int {
    let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(socket) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) { address in
        address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
            bind(socket, address, length) == 0 && getsockname(socket, address, &length) == 0
        }
    }
    guard isBound else { throw LocalServerError("loopback", "no free port: \(String(cString: strerror(errno)))") }
    return Int(UInt16(bigEndian: address.sin_port))
}

/// Tries on the given port, or on up to three free ones.
func onPort<Server>(
    _ port: Int?, _ start: (Int) throws(LocalServerError) -> Server
) throws(LocalServerError) -> Server {
    if let port { return try start(port) }
    for _ in 0..<2 {
        if let server = try? start(try freePort()) { return server }
    }
    return try start(try freePort())
}

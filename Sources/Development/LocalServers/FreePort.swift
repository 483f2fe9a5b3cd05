import Glibc

/// A TCP port of 127.0.0.1 that nobody listens on at the moment. Another process may take it before its user does, so
/// whoever asks must be ready to ask again.
///
/// Below those that Linux gives to who asks for any: between this call and the port's use many may do that.
package func freePort() throws(LocalServerError) -> Int {
    for _ in 0..<100 {
        let port = UInt16.random(in: 15_000..<32_768)
        if isFree(port) { return Int(port) }
    }
    throw LocalServerError("loopback", "no free port: \(String(cString: strerror(errno)))")
}

private func isFree(_ port: UInt16) -> Bool {
    let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(socket) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    address.sin_port = port.bigEndian
    return withUnsafePointer(to: &address) { address in
        address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
            bind(socket, address, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
        }
    }
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

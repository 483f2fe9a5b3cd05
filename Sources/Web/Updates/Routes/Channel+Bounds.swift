import NIOCore

extension Channel {
    /// Bytes for a client that does not read wait in the process and in the kernel: less than megabytes of either, so
    /// that what is still to come replaces what is old. And a dead peer is given up after a minute.
    func boundBuffers() async {
        guard self is any SocketOptionProvider else { return }
        _ = try? await setOption(.socketOption(.so_sndbuf), value: 64 * 1024).get()
        _ = try? await setOption(.tcpOption(.init(rawValue: 18)), value: 60_000).get()
        _ = try? await setOption(.writeBufferWaterMark, value: .init(low: 8 * 1024, high: 32 * 1024)).get()
    }
}

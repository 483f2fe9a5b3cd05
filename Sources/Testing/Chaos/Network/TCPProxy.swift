import NIOCore
import NIOPosix
import Synchronization

/// A network between processes and a server on this machine, in which things go wrong when told to.
///
/// Holds what is on its way without a bound, which what the pipeline has in flight gives.
package final class TCPProxy: Sendable {
    /// What the network does with bytes.
    private struct Weather {
        var delay = TimeAmount.zero
        var isBlackHole = false
        var channels: [ObjectIdentifier: any Channel] = [:]
    }

    private let server: Int
    private let latency: TimeAmount
    private let weather = Mutex(Weather())
    private let listener = Mutex<(any Channel)?>(nil)

    /// Both ends of every connection live on one loop, which keeps the order of its tasks.
    private static let loop = MultiThreadedEventLoopGroup.singleton.next()

    /// Listens on a free port for connections to the server's.
    ///
    /// - Parameter latency: what a byte takes in good weather, in each direction.
    package static func start(to server: Int, latency: Duration = .zero) async throws -> TCPProxy {
        let proxy = TCPProxy(server: server, latency: latency)
        let listener = try await ServerBootstrap(group: loop)
            .childChannelOption(.autoRead, value: false)
            .childChannelInitializer { [weak proxy] client in
                proxy?.connect(client) ?? client.eventLoop.makeFailedFuture(ChannelError.ioOnClosedChannel)
            }
            .bind(host: "127.0.0.1", port: 0).get()
        proxy.listener.withLock { $0 = listener }
        return proxy
    }

    private init(server: Int, latency: Duration) {
        self.server = server
        self.latency = TimeAmount(latency)
    }

    /// Where to connect instead of to the server; on 127.0.0.1.
    package var port: Int { listener.withLock { $0?.localAddress?.port ?? 0 } }

    /// Resets every connection; new ones may be made at once.
    package func cut() {
        for channel in weather.withLock({ Array($0.channels.values) }) {
            // Closing with this option on sends RST: what was on its way is gone, and both ends know it.
            (channel as? any SocketOptionProvider)?.setSoLinger(linger(l_onoff: 1, l_linger: 0)).whenComplete { _ in
                channel.close(promise: nil)
            }
        }
    }

    /// How much longer a byte takes, in each direction.
    package func setDelay(_ delay: Duration) {
        weather.withLock { $0.delay = TimeAmount(delay) }
    }

    /// Keeps everything back, connections included; or lets it through, what was kept back first. Holds from its return.
    package func setBlackHole(_ isBlackHole: Bool) {
        let channels = weather.withLock { weather in
            weather.isBlackHole = isBlackHole
            return Array(weather.channels.values)
        }
        let told = channels.map { $0.setOption(.autoRead, value: !isBlackHole) }
        // A channel that has closed meanwhile needs no telling.
        try? EventLoopFuture.andAllComplete(told, on: Self.loop).wait()
    }

    /// Accepts nothing more and cuts what is open.
    package func stop() {
        listener.withLock(\.self)?.close(promise: nil)
        cut()
    }

    private func connect(_ client: any Channel) -> EventLoopFuture<Void> {
        ClientBootstrap(group: Self.loop)
            .channelOption(.autoRead, value: false)
            .connect(host: "127.0.0.1", port: server)
            .flatMap { server in self.join(client, server) }
    }

    private func join(_ client: any Channel, _ server: any Channel) -> EventLoopFuture<Void> {
        let delay: @Sendable () -> TimeAmount = { [weak self, latency] in
            latency + (self?.weather.withLock(\.delay) ?? .zero)
        }
        return client.pipeline.addHandler(Wire(to: server, delay: delay))
            .flatMap { server.pipeline.addHandler(Wire(to: client, delay: delay)) }
            .flatMap { self.open(client).and(self.open(server)).map { _ in } }
    }

    /// Lets a channel read, unless nothing gets through at the moment.
    private func open(_ channel: any Channel) -> EventLoopFuture<Void> {
        let isBlackHole = weather.withLock { weather in
            weather.channels[ObjectIdentifier(channel)] = channel
            return weather.isBlackHole
        }
        channel.closeFuture.whenComplete { [weak self] _ in
            _ = self?.weather.withLock { $0.channels.removeValue(forKey: ObjectIdentifier(channel)) }
        }
        return channel.setOption(.autoRead, value: !isBlackHole)
    }
}

import Chaos
import LocalServers
import NIOCore
import NIOPosix
import Synchronization
import TestSupport
import Testing

extension ChaosTests {
    @Suite("A network that fails when told to")
    struct TCPProxyTests {
        @Test("bytes get through in both directions, in order, also when the network becomes faster meanwhile")
        func inOrder() async throws {
            try await withProxiedEcho { proxy, client in
                try await client.send("a")
                try await client.wait(for: "a")
                proxy.setDelay(.milliseconds(300))
                for letter in ["b", "c"] { try await client.send(letter) }
                proxy.setDelay(.zero)
                try await client.send("d")
                try await client.wait(for: "d")
                #expect(client.text == "abcd")
            }
        }

        @Test("a slow network takes as long as it was told, each way")
        func slow() async throws {
            try await withProxiedEcho { proxy, client in
                proxy.setDelay(.milliseconds(200))
                let start = ContinuousClock.now
                try await client.send("slow")
                #expect(try await client.wait(for: "slow") - start >= .milliseconds(390))
            }
        }

        @Test("what is sent into a black hole arrives when it ends")
        func blackHole() async throws {
            try await withProxiedEcho { proxy, client in
                try await client.send("before")
                try await client.wait(for: "before")
                proxy.setBlackHole(true)
                try await client.send("late")
                try await Task.sleep(for: .milliseconds(300))
                #expect(client.text == "before")
                proxy.setBlackHole(false)
                try await client.wait(for: "late")
                #expect(client.text == "beforelate")
            }
        }

        @Test("cut connections are closed, and new ones can be made at once")
        func cut() async throws {
            try await withProxiedEcho { proxy, client in
                try await client.send("x")
                try await client.wait(for: "x")
                proxy.cut()
                try await client.waitForClose()
                let other = try await RawClient.connect(port: proxy.port)
                try await other.send("again")
                try await other.wait(for: "again")
                await other.close()
            }
        }

        private func withProxiedEcho(_ body: (TCPProxy, RawClient) async throws -> Void) async throws {
            let echo = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .childChannelInitializer { $0.pipeline.addHandler(Echo()) }
                .bind(host: "127.0.0.1", port: 0).get()
            let proxy = try await TCPProxy.start(to: echo.localAddress?.port ?? 0)
            let client = try await RawClient.connect(port: proxy.port)
            let result = await Result { try await body(proxy, client) }
            await client.close()
            proxy.stop()
            try await echo.close()
            try result.get()
        }
    }
}

private final class Echo: ChannelInboundHandler, Sendable {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    func channelRead(context: ChannelHandlerContext, data: NIOAny) { context.writeAndFlush(data, promise: nil) }
}

extension Result where Failure == any Error {
    fileprivate init(_ body: () async throws -> Success) async {
        do { self = .success(try await body()) } catch { self = .failure(error) }
    }
}

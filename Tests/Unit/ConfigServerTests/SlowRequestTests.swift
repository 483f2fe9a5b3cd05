import HummingbirdTesting
import Logging
import TestSupport
import Testing

@testable import ConfigServer
@testable import Settings

@Suite("A slow request to the config server")
struct SlowRequestTests {
    @Test("does not keep its connection after the answer")
    func early() async throws {
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let server = ConfigServer(GitSource(repository: "/nowhere", ref: "main"), logger: logger)
        try await server.buildApplication(host: "127.0.0.1", port: 0).test(.live) { test in
            let client = try await RawClient.connect(port: try #require(test.port))
            try await client.send("POST /healthz HTTP/1.1\r\nHost: local\r\nContent-Length: 100000\r\n\r\n")
            while !client.isClosed {
                try? await client.send("a")
                try await Task.sleep(for: .milliseconds(5))
            }
            #expect(client.text.hasPrefix("HTTP/1.1 405"))
        }
    }

    @Test("does not let Git run for each of ever new labels at once")
    func labels() async throws {
        let cache = SnapshotCache(GitSource(repository: "/nowhere", ref: "main"), maxAge: .seconds(10))
        let refused = await withTaskGroup(of: Bool.self) { group in
            for number in 0..<200 {
                group.addTask {
                    do {
                        _ = try await cache.snapshot("label-\(number)", others: [])
                        return false
                    } catch {
                        return error is SnapshotCache.Busy
                    }
                }
            }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(refused > 0 && refused < 200)
    }
}

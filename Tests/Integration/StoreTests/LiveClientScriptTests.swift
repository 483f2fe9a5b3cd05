import Foundation
import LocalServers
import Redis
import TestSupport
import Testing

@Suite("The client script")
struct LiveClientScriptTests {
    @Test("comes back by itself after the server's end, and is told what it missed and nothing twice")
    func reconnect() async throws {
        try await withRedis { redis in
            let connection = try RedisConnection(redis.configuration)
            try commit("ana", "one", to: connection)
            let port = try freePort()
            // It asks before the server is up, and must not take to polling however long that lasts.
            let script = try Script(port, ["--device", "phone", "--hurry", "0.05", "--fallback-after", "1000"])
            defer { script.stop() }
            try await withLiveAPI(redis, port: port) { _, _ in
                try await script.wait(for: #""state": "one""#)
            }
            // Told of the shutdown, the client knows that it is not a failure.
            try await script.wait(for: #""kind": "bye""#)
            try commit("ana", "two", to: connection)
            try await withLiveAPI(redis, port: port) { _, _ in
                try await script.wait(for: #""state": "two""#)
            }
            try await withLiveAPI(redis, port: port) { _, _ in
                try await script.wait(for: #""kind": "connected""#, count: 3)
                try commit("ana", "three", to: connection)
                try await script.wait(for: #""state": "three""#)
            }
            #expect(script.count(#""state": "two""#) == 1)
        }
    }

    @Test("polls where streams cannot be had, pays for changes only, and returns to streams")
    func fallback() async throws {
        try await withRedis { redis in
            let connection = try RedisConnection(redis.configuration)
            try commit("ana", "one", to: connection)
            let port = try freePort()
            let arguments = ["--hurry", "0.01", "--fallback-after", "2", "--polls", "8", "--poll-interval", "0.1"]
            let script = try Script(port, arguments)
            defer { script.stop() }
            try await script.wait(for: #""kind": "polling""#)
            // Without streams, since the script may try one before its next poll.
            try await withLiveAPI(redis, port: port, streamsMax: 0) { _, _ in
                try await script.wait(for: #""state": "one""#)
                try commit("ana", "two", to: connection)
                try await script.wait(for: #""state": "two""#)
            }
            #expect(script.count(#""via": "poll""#) == 2)
            try await withLiveAPI(redis, port: port) { _, _ in
                try await script.wait(for: #""kind": "connected""#)
                try commit("ana", "three", to: connection)
                try await script.wait(for: #""state": "three""#)
            }
            for state in ["one", "two", "three"] { #expect(script.count(#""state": "\#(state)""#) == 1) }
            let pauses = script.text.split(separator: "\n").filter { $0.contains(#""kind": "pause""#) }
            #expect(pauses.contains { $0.contains(#""failures": 1"#) })
        }
    }
}

private struct NotSaid: Error, CustomStringConvertible {
    let description: String
}

/// `scripts/live-client.py` as a process.
private final class Script: Sendable {
    private let process = Process()
    private let output: String

    init(_ port: Int, _ arguments: [String]) throws {
        let file = try Checkout.path("scripts/live-client.py")
        output = FileManager.default.temporaryDirectory.path + "/live-client-\(UUID().uuidString)"
        FileManager.default.createFile(atPath: output, contents: nil)
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", file, "http://127.0.0.1:\(port)", "ana", "--token", "ana"] + arguments
        process.standardOutput = FileHandle(forWritingAtPath: output)
        try process.run()
    }

    var text: String { (try? String(contentsOfFile: output, encoding: .utf8)) ?? "" }

    func count(_ part: String) -> Int { text.components(separatedBy: part).count - 1 }

    func wait(for part: String, count wanted: Int = 1) async throws {
        let end = ContinuousClock.now + .seconds(30)
        while count(part) < wanted {
            guard .now < end else { throw NotSaid(description: "no \(part); got: \(text)") }
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    func stop() {
        kill(process.processIdentifier, SIGKILL)
        try? FileManager.default.removeItem(atPath: output)
    }
}

import Foundation
import Terminal

/// Requests by the load generator `wrk` for user after user, each of them with a token of its own.
struct WrkLoad {
    /// What came of it.
    struct Result: Codable {
        var requests: Int
        var seconds: Double
        /// Milliseconds from sending to the whole answer.
        var p99: Double
        /// Answers other than 2xx, and connections that failed.
        var failures: Int

        var rate: Double { seconds > 0 ? Double(requests) / seconds : 0 }
    }

    let port: Int
    /// What each of the users asks for.
    let path: @Sendable (_ user: String) -> String
    let callers: [Caller]

    /// A user, and the bearer token that says so.
    struct Caller: Sendable {
        let user: String
        let token: String
    }

    /// Asks from so many connections at once.
    ///
    /// - Parameter rate: requests per second that all of them make together; nil asks again as soon as an answer is there.
    func run(connections: Int, for duration: Duration, rate: Double? = nil) throws -> Result {
        let script = FileManager.default.temporaryDirectory.path + "/pulsehub-wrk-\(UUID().uuidString.prefix(8)).lua"
        try lua(pause: rate.map { Double(connections) * 1000 / $0 }).write(
            toFile: script, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(atPath: script) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [
            "wrk", "-t1", "-c\(connections)", "-d\(duration.components.seconds)s", "-s", script,
            "http://127.0.0.1:\(port)",
        ]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let printed = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus != 127 else {
            throw DevError("wrk is not installed; cure: apt-get install wrk")
        }
        guard process.terminationStatus == 0, let json = printed.split(separator: "\n").last else {
            throw DevError("wrk failed: \(printed.suffix(300))")
        }
        return try JSONDecoder().decode(Result.self, from: Data(json.utf8))
    }

    /// Lua is what `wrk` is programmed in: the requests, made beforehand, and the result as JSON in the last line.
    ///
    /// - Parameter pause: milliseconds between a connection's answer and its next request; `wrk` knows whole ones only.
    private func lua(pause: Double?) -> String {
        let delay = """
            function delay()
                local pause = \(pause ?? 0)
                local whole = math.floor(pause)
                return math.random() < pause - whole and whole + 1 or whole
            end
            """
        let requests = callers.map { "{\"\(path($0.user))\", \"Bearer \($0.token)\"}" }.joined(separator: ",\n")
        return """
            local callers = {\(requests)}
            local requests = {}
            local n = 0
            init = function()
                for i, caller in ipairs(callers) do
                    requests[i] = wrk.format("GET", caller[1], {["Authorization"] = caller[2]})
                end
            end
            request = function()
                n = n % #requests + 1
                return requests[n]
            end
            \(pause == nil ? "" : delay)
            done = function(summary, latency)
                local errors = summary.errors
                local failures = errors.status + errors.connect + errors.read + errors.write + errors.timeout
                print(string.format('{"requests":%d,"seconds":%f,"p99":%f,"failures":%d}', summary.requests,
                    summary.duration / 1e6, latency:percentile(99) / 1000, failures))
            end
            """
    }
}

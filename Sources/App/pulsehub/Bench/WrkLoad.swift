import Foundation

/// Requests by the load generator `wrk` for user after user, each connection asking again as soon as it is answered.
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
    /// Prefix of the path; the user's name follows.
    let path: String
    let users: Int
    /// A bearer token of a role that may read them all.
    let token: String

    func run(connections: Int, for duration: Duration) throws -> Result {
        let script = FileManager.default.temporaryDirectory.path + "/pulsehub-wrk-\(UUID().uuidString.prefix(8)).lua"
        try lua.write(toFile: script, atomically: true, encoding: .utf8)
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

    /// Lua is what `wrk` is programmed in: the paths, and the result as JSON in the last line.
    private var lua: String {
        """
        local n = 0
        wrk.headers["Authorization"] = "Bearer \(token)"
        request = function()
            n = (n + 1) % \(users)
            return wrk.format("GET", string.format("\(path)user-%06d", n))
        end
        done = function(summary, latency)
            local errors = summary.errors
            local failures = errors.status + errors.connect + errors.read + errors.write + errors.timeout
            print(string.format('{"requests":%d,"seconds":%f,"p99":%f,"failures":%d}', summary.requests,
                summary.duration / 1e6, latency:percentile(99) / 1000, failures))
        end
        """
    }
}

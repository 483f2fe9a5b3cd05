import Foundation

extension PipelineProcess {
    /// An answer of the admin port.
    package struct AdminAnswer: Sendable {
        /// The HTTP status; 0 without an answer.
        package let status: Int
        /// The document.
        package let body: String
    }

    /// Asks the admin port, the first that listens where there are several; nil before it does.
    package func admin(_ path: String) -> AdminAnswer? {
        adminPorts.first.flatMap { Self.ask($0, path) }
    }

    /// Whether `/readyz` says so, on every admin port that it is to have.
    package var isReady: Bool {
        let ports = adminPorts
        return ports.count == role.adminPorts && ports.allSatisfy { Self.ask($0, "/readyz")?.status == 200 }
    }

    private var adminPorts: [Substring] { log.matches(of: /port=(\d+).*admin listens/).map(\.1) }

    private static func ask(_ port: Substring, _ path: String) -> AdminAnswer? {
        guard
            let output = try? Program.run(
                "curl", ["-s", "-m", "5", "-w", "\n%{http_code}", "http://127.0.0.1:\(port)\(path)"])
        else { return nil }
        var lines = String(decoding: output, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        let status = lines.popLast().flatMap { Int($0) } ?? 0
        return AdminAnswer(status: status, body: lines.joined(separator: "\n"))
    }

    /// The sum over all series of a metric, or over those with a label such as `reason="not_json"`; nil where none is told.
    package func metric(_ name: String, label: String = "") -> Double? {
        guard let answer = admin("/metrics"), answer.status == 200 else { return nil }
        let values = answer.body.split(separator: "\n")
            .filter { ($0.hasPrefix(name + " ") || $0.hasPrefix(name + "{")) && (label.isEmpty || $0.contains(label)) }
            .compactMap { $0.split(separator: " ").last.flatMap { Double($0) } }
        return values.isEmpty ? nil : values.reduce(0, +)
    }

    /// Resident memory now, and the most there has been since its start, in MiB; nil once it is gone.
    package var memoryMiB: (now: Int, peak: Int)? {
        guard let status = try? String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8) else { return nil }
        func value(_ name: String) -> Int? {
            status.split(separator: "\n").first { $0.hasPrefix(name + ":") }?
                .split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) }.map { $0 / 1024 }
        }
        return value("VmRSS").flatMap { now in value("VmHWM").map { (now, $0) } }
    }
}

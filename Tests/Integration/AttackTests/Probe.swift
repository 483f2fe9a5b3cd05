import Foundation
import Glibc
import TestSupport

/// One innocent request that is made again and again, each time on a connection of its own.
struct Probe: Sendable {
    /// An answer that is none of those wanted, or none at all.
    struct Failed: Error, CustomStringConvertible {
        let description: String
    }

    let port: Int
    var method: Substring { request.prefix { $0 != " " } }

    /// Asks to close the connection.
    let request: String
    let status: String

    /// - Parameter body: of `POST`; nil asks by `GET`.
    init(port: Int, path: String, token: String, body: String? = nil, status: String = "200") {
        self.port = port
        self.status = status
        let head = ["Host: local", "Authorization: Bearer \(token)", "Connection: close"]
        if let body {
            let lines = head + ["Content-Type: application/json", "Content-Length: \(body.utf8.count)"]
            request = "POST \(path) HTTP/1.1\r\n\(lines.joined(separator: "\r\n"))\r\n\r\n\(body)"
        } else {
            request = "GET \(path) HTTP/1.1\r\n\(head.joined(separator: "\r\n"))\r\n\r\n"
        }
    }

    /// The 99th of a hundred times, from the call until the last byte; a thread of its own, so that nothing of the test
    /// is measured with it.
    func p99(of count: Int = 200) async throws -> Duration {
        try await withCheckedThrowingContinuation { done in
            Thread.detachNewThread {
                done.resume(
                    with: Result {
                        let times = try (0..<count).map { _ in try time() }.sorted()
                        return times[max(0, count * 99 / 100 - 1)]
                    })
            }
        }
    }

    private func time() throws(Failed) -> Duration {
        let start = ContinuousClock.now
        let answer = try ask()
        guard answer.hasPrefix("HTTP/1.1 \(status)") else { throw Failed(description: "got \(answer.prefix(600))") }
        return .now - start
    }

    private func ask() throws(Failed) -> String {
        let handle = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(handle) }
        var patience = timeval(tv_sec: 30, tv_usec: 0)
        setsockopt(handle, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        let connected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(handle, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        let bytes = Array(request.utf8)
        guard connected == 0, send(handle, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count else {
            throw Failed(description: "cannot ask: \(String(cString: strerror(errno)))")
        }
        var answer: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(handle, &buffer, buffer.count, 0)
            guard count >= 0 else {
                let heard = String(decoding: answer, as: UTF8.self)
                throw Failed(description: "\(String(cString: strerror(errno))) after: \(heard.prefix(600))")
            }
            if count == 0 { return String(decoding: answer, as: UTF8.self) }
            answer += buffer[..<count]
        }
    }
}

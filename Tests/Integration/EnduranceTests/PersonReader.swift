import Foundation
import FoundationNetworking

/// Asks the profile API as one caller, and tells how long it took.
struct PersonReader: Sendable {
    /// What came of one request.
    struct Answer: Sendable, CustomStringConvertible {
        var path: String
        var status: Int
        var bytes: Int
        var lines: Int
        /// Whether an export's last line is there.
        var isWhole: Bool
        var took: Duration

        var description: String { "\(path) \(status), \(bytes) bytes in \(took)" }
    }

    private let port: Int
    private let token: String
    private let session = URLSession(configuration: .ephemeral)

    init(port: Int, token: String) {
        self.port = port
        self.token = token
    }

    /// - Parameter path: below `/api/v1/`.
    func read(_ path: String) async throws -> Answer {
        guard let url = URL(string: "http://127.0.0.1:\(port)/api/v1/\(path)") else { throw URLError(.badURL) }
        var request = URLRequest(url: url)
        request.setValue("Bearer \(token)", forHTTPHeaderField: "Authorization")
        // Longer than the server's own deadline: its answer is to be seen.
        request.timeoutInterval = 120
        let start = ContinuousClock.now
        let (body, response) = try await session.data(for: request)
        let took = ContinuousClock.now - start
        let end = String(decoding: body.suffix(100), as: UTF8.self)
        return Answer(
            path: path, status: (response as? HTTPURLResponse)?.statusCode ?? 0, bytes: body.count,
            lines: body.count { $0 == UInt8(ascii: "\n") }, isWhole: end.contains(#"{"kind":"end""#), took: took)
    }
}

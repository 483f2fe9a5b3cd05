import Synchronization
import TestSupport

/// Connections that say what they are told to, and then a byte at a time for ever.
final class Attackers: Sendable {
    let clients: [RawClient]
    private let dribbling: Task<Void, Never>?

    /// - Parameters:
    ///   - part: said again and again; nil says nothing more.
    ///   - isReading: whether answers are taken.
    init(
        _ count: Int, port: Int, then part: String? = nil, isReading: Bool = true,
        saying head: (Int) throws -> String
    ) async throws {
        var clients: [RawClient] = []
        for number in 0..<count {
            let client = try await RawClient.connect(port: port)
            if !isReading { try await client.read(false) }
            try await client.send(try head(number))
            clients.append(client)
        }
        let all = clients
        self.clients = all
        dribbling = part.map { part in
            Task {
                while !Task.isCancelled {
                    // Fails once the server has closed.
                    for client in all where !client.isClosed { try? await client.send(part) }
                    try? await Task.sleep(for: .milliseconds(50))
                }
            }
        }
    }

    /// Those that the server has not closed yet.
    var open: Int { clients.count { !$0.isClosed } }

    /// Leaves.
    func stop() async {
        dribbling?.cancel()
        for client in clients { await client.close() }
    }
}

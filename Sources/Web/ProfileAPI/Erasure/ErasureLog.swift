import HTTPKit
import Streaming

/// Where the API puts erasures, and where it sees that they have been carried out: Kafka and the stores, or a double.
package protocol ErasureLog: Sendable {
    /// Puts an erasure into every topic that holds a person's data.
    ///
    /// - Returns: its places, once the broker has acknowledged all of them.
    func append(_ erasure: Erasure) async throws -> [RecordOrigin]

    /// Whether the live profiles and the archive have both passed these places.
    func isCarriedOut(_ places: [RecordOrigin], until end: Deadline) async throws -> Bool
}
